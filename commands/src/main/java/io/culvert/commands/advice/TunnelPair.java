package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.StaticMapping;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A spoke's tunnel and the one of its hub that it leads to; of two ends that are alike, one is taken for the hub.
record TunnelPair(TunnelEnd spoke, TunnelEnd hub, Uplink uplink) {
    /// Where a spoke looks for a hub.
    ///
    /// @param server the hub in the tunnel, `ip nhrp nhs`
    /// @param nbma the hub on the underlay
    record Uplink(Optional<IpAddress> server, Optional<IpAddress> nbma) {}

    static Stream<Uplink> uplinks(TunnelEnd spoke) {
        TunnelConfig tunnel = spoke.port().tunnel();
        if (spoke.isTemplate() || spoke.isMultipoint() && !spoke.port().nhrp().isOn()) {
            return Stream.empty();
        }
        if (spoke.isMultipoint() || spoke.hasServers()) {
            return spoke.nhrp()
                    .map(
                            settings ->
                                    settings.resolved(
                                            name ->
                                                    spoke.config()
                                                            .system()
                                                            .host(name, tunnel.outer())))
                    .flatMap(settings -> servers(settings, tunnel.destination()));
        }
        return tunnel.destination().stream()
                .map(far -> new Uplink(Optional.empty(), Optional.of(far)));
    }

    private static Stream<Uplink> servers(NhrpSettings settings, Optional<IpAddress> destination) {
        return settings.servers().stream()
                .map(
                        server ->
                                new Uplink(
                                        server.address(),
                                        destination
                                                .or(server::nbma)
                                                .or(
                                                        () ->
                                                                server.address()
                                                                        .flatMap(
                                                                                own ->
                                                                                        mapped(
                                                                                                settings,
                                                                                                own)))));
    }

    private static Optional<IpAddress> mapped(NhrpSettings settings, IpAddress server) {
        return settings.mappings().stream()
                .filter(each -> each.overlay().contains(server))
                .max(Comparator.comparingInt(each -> each.overlay().length()))
                .map(StaticMapping::nbma);
    }

    /// The pairs that an uplink may make: with what is at its address; where none of the routers has that, as behind a translator, with
    /// what has the server's address in the tunnel.
    ///
    /// @param areShut whether those that are shut down are looked for
    static List<TunnelPair> candidates(
            Map<String, RouterConfig> configs, TunnelEnd spoke, Uplink uplink, boolean areShut) {
        Stream<TunnelEnd> ends =
                configs.entrySet().stream()
                        .filter(each -> !each.getKey().equals(spoke.router()))
                        .flatMap(each -> TunnelEnd.all(each.getKey(), each.getValue(), areShut))
                        .filter(end -> mayServe(end, spoke));
        boolean isKnown =
                uplink.nbma().isPresent()
                        && configs.values().stream()
                                .anyMatch(config -> TunnelEnd.has(config, uplink.nbma().get()));
        return ends.filter(
                        end ->
                                isKnown
                                        ? isAt(end, uplink.nbma().orElseThrow())
                                        : uplink.server().isPresent()
                                                && owns(end, uplink.server().get()))
                .map(end -> new TunnelPair(spoke, end, uplink))
                .toList();
    }

    /// Whether nobody else among the routers can be meant.
    boolean isOnlyOne(Map<String, RouterConfig> configs) {
        return Stream.of(uplink.nbma(), uplink.server())
                        .flatMap(Optional::stream)
                        .mapToLong(
                                address ->
                                        configs.values().stream()
                                                .filter(each -> TunnelEnd.has(each, address))
                                                .count())
                        .filter(count -> count > 0)
                        .findFirst()
                        .orElse(0)
                == 1;
    }

    /// The same two ends, as the other sees it.
    boolean isMirrorOf(TunnelPair other) {
        return spoke.equals(other.hub) && hub.equals(other.spoke);
    }

    /// The spoke's tunnel in a sentence about itself.
    String spokeInWords() {
        return spoke.port().name().toString();
    }

    /// The hub's tunnel in a sentence about the spoke.
    String hubInWords() {
        return "%s at its %s %s"
                .formatted(
                        hub.port().name(),
                        spoke.port().nhrp().isOn() || !hub.isPointToPoint() ? "hub" : "peer",
                        hub.router());
    }

    /// A finding in a line of the spoke's tunnel.
    ///
    /// @param part of the interface that the line settles
    Finding finding(Function<InterfaceConfig, ?> part, String sentence) {
        return new Finding(spoke.router(), Finding.Place.in(spoke.port().name(), part), sentence);
    }

    private static boolean mayServe(TunnelEnd end, TunnelEnd spoke) {
        Optional<IpAddress> far = end.port().tunnel().destination();
        return end.isTemplate()
                || end.isMultipoint()
                || far.isPresent() && spoke.sources().contains(far.get());
    }

    /// What a template makes is at whichever address the spoke asked for.
    private static boolean isAt(TunnelEnd end, IpAddress nbma) {
        return end.isTemplate() ? TunnelEnd.has(end.config(), nbma) : end.sources().contains(nbma);
    }

    private static boolean owns(TunnelEnd end, IpAddress address) {
        return end.overlay().stream().anyMatch(each -> each.address().equals(address));
    }
}
