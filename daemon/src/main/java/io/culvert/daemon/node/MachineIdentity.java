package io.culvert.daemon.node;

import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.SystemConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What tells this machine from others. Containers of one image often share an ID or have none; their names differ.
///
/// @param id systemd's, machine-id(5); may be empty
/// @param hostname the kernel's; may be empty
record MachineIdentity(String id, String hostname) {
    private static final Path ID = Path.of("/etc/machine-id");
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    /// RFC 1123 section 2.1, but begins with a letter, as a hostname of IOS does.
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private static final String NAMELESS = "localhost";

    static MachineIdentity ofThisMachine() {
        return new MachineIdentity(read(ID), read(HOSTNAME));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// A router without a name of its own takes the first label of the machine's.
    RouterConfig named(RouterConfig config) {
        String label = hostname.replaceFirst("\\..*", "");
        boolean isName = LABEL.matcher(label).matches() && !label.equals(NAMELESS);
        SystemConfig system = config.system();
        return isName && system.hostname().equals(SystemConfig.DEFAULT.hostname())
                ? config.withSystem(system.withHostname(label))
                : config;
    }
}
