package io.culvert.router.config.management;

import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import java.util.List;

/// `ip ssh`.
///
/// @param listens where the host of the router waits for SSH; empty for the default of whoever runs the router
/// @param loginSeconds how long logging in may take
/// @param tries how often a login may be refused before the connection is ended
/// @param algorithms by kind, as SSH names them and the best first; a kind that is absent has the default
/// @param keys by user
public record SshConfig(
        List<Listen> listens,
        int loginSeconds,
        int tries,
        OrderedMap<Kind, List<String>> algorithms,
        OrderedMap<String, List<SshKey>> keys) {
    public static final int PORT_DEFAULT = 22;
    public static final SshConfig DEFAULT =
            new SshConfig(List.of(), 120, 3, OrderedMap.empty(), OrderedMap.empty());

    /// @param address of the host, not of the router
    public record Listen(IpAddress address, int port) {}

    /// What `ip ssh server algorithm` chooses.
    public enum Kind {
        ENCRYPTION,
        MAC,
        KEX,
        HOSTKEY
    }

    public SshConfig {
        listens = List.copyOf(listens);
    }

    public List<SshKey> keysOf(String user) {
        return keys.get(user).orElse(List.of());
    }

    public SshConfig withListens(List<Listen> listens) {
        return new SshConfig(listens, loginSeconds, tries, algorithms, keys);
    }

    public SshConfig withLoginSeconds(int loginSeconds) {
        return new SshConfig(listens, loginSeconds, tries, algorithms, keys);
    }

    public SshConfig withTries(int tries) {
        return new SshConfig(listens, loginSeconds, tries, algorithms, keys);
    }

    public SshConfig withAlgorithms(OrderedMap<Kind, List<String>> algorithms) {
        return new SshConfig(listens, loginSeconds, tries, algorithms, keys);
    }

    public SshConfig withKeys(OrderedMap<String, List<SshKey>> keys) {
        return new SshConfig(listens, loginSeconds, tries, algorithms, keys);
    }
}
