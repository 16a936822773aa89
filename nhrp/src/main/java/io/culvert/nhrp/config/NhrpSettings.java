package io.culvert.nhrp.config;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// NHRP for one address family on an interface; a template's clones inherit it.
///
/// @param networkId local name of the NHRP network, 1 to 4294967295, never on the wire; without one there is no NHRP
/// @param authentication at most 8 characters, in the clear (nhrp.md section 2.5)
/// @param holdingTime what is asked for and granted
/// @param shortcut whether redirects are followed
/// @param redirect whether transit is told of shorter ways
/// @param servers in the order of configuration
/// @param mappings in the order of configuration
/// @param registration how this client registers
/// @param serverOnly `ip nhrp server-only`: never asks, only answers
/// @param redundancy how many of the servers serve at one time
public record NhrpSettings(
        Optional<Long> networkId,
        Optional<String> authentication,
        Duration holdingTime,
        Optional<Shortcut> shortcut,
        Optional<Redirect> redirect,
        List<NextHopServer> servers,
        List<StaticMapping> mappings,
        Registration registration,
        boolean serverOnly,
        ServerRedundancy redundancy) {
    /// Two hours, as deployed routers have it.
    public static final Duration HOLDING_TIME = Duration.ofHours(2);

    public static final int AUTHENTICATION_MAX = 8;

    public static final NhrpSettings OFF =
            new NhrpSettings(
                    Optional.empty(),
                    Optional.empty(),
                    HOLDING_TIME,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Registration.DEFAULT,
                    false,
                    ServerRedundancy.DEFAULT);

    /// `ip nhrp shortcut [virtual-template N]`.
    ///
    /// @param virtualTemplate from which tunnels to others are made; empty on multipoint tunnels, which need none
    public record Shortcut(Optional<Integer> virtualTemplate) {}

    /// `ip nhrp redirect [timeout S]`.
    ///
    /// @param interval the least time between two redirects about the same VRF, source and destination
    public record Redirect(Duration interval) {
        public static final Redirect DEFAULT = new Redirect(Duration.ofSeconds(8));
    }

    /// `ip nhrp registration no-unique`, `ip nhrp registration timeout S`.
    ///
    /// @param interval empty for a third of the holding time
    public record Registration(boolean unique, Optional<Duration> interval) {
        public static final Registration DEFAULT = new Registration(true, Optional.empty());
    }

    public NhrpSettings {
        servers = List.copyOf(servers);
        mappings = List.copyOf(mappings);
    }

    /// With the addresses of the servers that are given by name; one whose name is not known keeps none.
    public NhrpSettings resolved(Function<String, Optional<IpAddress>> hosts) {
        return servers.stream().allMatch(server -> server.host().isEmpty())
                ? this
                : withServers(
                        servers.stream()
                                .map(
                                        server ->
                                                server.host()
                                                        .map(hosts)
                                                        .map(server::at)
                                                        .orElse(server))
                                .toList());
    }

    public boolean isOn() {
        return networkId.isPresent();
    }

    public NhrpSettings withNetworkId(Optional<Long> networkId) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withAuthentication(Optional<String> authentication) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withHoldingTime(Duration holdingTime) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withShortcut(Optional<Shortcut> shortcut) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withRedirect(Optional<Redirect> redirect) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withServers(List<NextHopServer> servers) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withMappings(List<StaticMapping> mappings) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withRegistration(Registration registration) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withServerOnly(boolean serverOnly) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }

    public NhrpSettings withRedundancy(ServerRedundancy redundancy) {
        return new NhrpSettings(
                networkId,
                authentication,
                holdingTime,
                shortcut,
                redirect,
                servers,
                mappings,
                registration,
                serverOnly,
                redundancy);
    }
}
