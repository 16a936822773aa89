package io.culvert.mgmt.ssh;

import io.culvert.base.OrderedMap;
import io.culvert.base.Secret;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.SshConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// What a door is opened with. Everything else it reads from the running configuration, at each login.
///
/// @param listens addresses of this machine
/// @param guest a password that lets everybody in, with every command, while the configuration has no user
public record SshSettings(
        List<InetSocketAddress> listens,
        OrderedMap<SshConfig.Kind, List<String>> algorithms,
        int loginSeconds,
        Optional<Secret> guest) {
    public SshSettings {
        listens = List.copyOf(listens);
    }

    /// What a configuration says.
    ///
    /// @param unless where to listen unless it says where; none for nowhere
    public static SshSettings of(RouterConfig config, List<InetSocketAddress> unless) {
        SshConfig ssh = config.management().ssh();
        return new SshSettings(
                ssh.listens().isEmpty()
                        ? unless
                        : ssh.listens().stream().map(SshSettings::socket).toList(),
                ssh.algorithms(),
                ssh.loginSeconds(),
                Optional.empty());
    }

    public SshSettings withGuest(Secret password) {
        return new SshSettings(listens, algorithms, loginSeconds, Optional.of(password));
    }

    private static InetSocketAddress socket(SshConfig.Listen listen) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(listen.address().bytes().toArray()), listen.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }
}
