package io.culvert.commands.config;

import io.culvert.router.config.RouterConfig;

/// How often the lines of a configuration name something that stands elsewhere in it, as displays tell.
public final class ConfigUses {
    private ConfigUses() {}

    public static long ofPrefixList(RouterConfig config, String name) {
        return References.toPrefixList(config, name);
    }
}
