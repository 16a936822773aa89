package io.culvert.router.config;

import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.StaticMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// NHRP on an interface, by the family that it resolves: `ip nhrp` and `ipv6 nhrp`.
///
/// @param controlsState `if-state nhrp`: the line protocol is up only while a next-hop server has our registration
public record InterfaceNhrp(NhrpSettings ipv4, NhrpSettings ipv6, boolean controlsState) {
    public static final InterfaceNhrp OFF =
            new InterfaceNhrp(NhrpSettings.OFF, NhrpSettings.OFF, false);

    public boolean isOn() {
        return ipv4.isOn() || ipv6.isOn();
    }

    /// Whether there is any server to register with.
    public boolean hasServers() {
        return !ipv4.servers().isEmpty() || !ipv6.servers().isEmpty();
    }

    /// Where the servers are outside, as far as it is said.
    public List<IpAddress> serverPlaces() {
        var places = new ArrayList<IpAddress>();
        for (NhrpSettings settings : List.of(ipv4, ipv6)) {
            for (NextHopServer server : settings.servers()) {
                server.nbma().ifPresent(places::add);
                for (StaticMapping mapping : settings.mappings()) {
                    if (server.address().filter(mapping.overlay()::contains).isPresent()) {
                        places.add(mapping.nbma());
                    }
                }
            }
        }
        return places;
    }

    /// With the addresses of the servers that are given by name.
    public InterfaceNhrp resolved(Function<String, Optional<IpAddress>> hosts) {
        return new InterfaceNhrp(ipv4.resolved(hosts), ipv6.resolved(hosts), controlsState);
    }

    public InterfaceNhrp withIpv4(NhrpSettings ipv4) {
        return new InterfaceNhrp(ipv4, ipv6, controlsState);
    }

    public InterfaceNhrp withIpv6(NhrpSettings ipv6) {
        return new InterfaceNhrp(ipv4, ipv6, controlsState);
    }

    public InterfaceNhrp withControlsState(boolean controlsState) {
        return new InterfaceNhrp(ipv4, ipv6, controlsState);
    }
}
