package io.culvert.mgmt.ssh;

import io.culvert.router.config.RouterConfig;

/// A banner as it is shown, with the names in it that IOS knows.
final class Banner {
    private Banner() {}

    static String text(String banner, RouterConfig config, String line) {
        String text =
                banner.replace("$(hostname)", config.system().hostname())
                        .replace("$(domain)", config.system().domainName().orElse(""))
                        .replace("$(line)", line);
        return text.endsWith("\n") ? text : text + "\n";
    }
}
