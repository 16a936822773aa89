package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.Vrf;
import io.culvert.host.udp.UdpOwner;
import io.culvert.host.udp.UdpSockets;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/// UDP ports 500 and 4500 of every VRF in which outer packets are routed.
final class IkePorts implements UdpOwner {
    static final int IKE = 500;

    /// RFC 3948: IKE and ESP share it; four zero octets stand before IKE.
    static final int NAT_TRAVERSAL = 4500;

    static final Bytes NON_ESP_MARKER = Bytes.zero(4);

    /// RFC 3948 section 2.3: ignored by whom it reaches.
    static final Bytes KEEPALIVE = Bytes.hex("ff");

    private final Works works;
    private final TreeSet<Vrf> open = new TreeSet<>();

    IkePorts(Works works) {
        this.works = works;
    }

    void configure(RouterConfig config) {
        var wanted = new TreeSet<Vrf>();
        wanted.add(Vrf.GLOBAL);
        for (InterfaceConfig each : config.interfaces()) {
            if (each.isTunnel()) {
                wanted.add(each.tunnel().vrf());
            }
        }
        UdpSockets udp = works.hostEngine.udp();
        for (Vrf vrf : new TreeSet<>(open)) {
            if (!wanted.contains(vrf)) {
                open.remove(vrf);
                udp.release(binding(vrf, IKE));
                udp.release(binding(vrf, NAT_TRAVERSAL));
            }
        }
        for (Vrf vrf : wanted) {
            if (open.add(vrf)) {
                udp.bind(binding(vrf, IKE), this);
                udp.bind(binding(vrf, NAT_TRAVERSAL), this);
            }
        }
    }

    private static UdpSockets.Binding binding(Vrf vrf, int port) {
        return new UdpSockets.Binding(vrf, Optional.empty(), port);
    }

    @Override
    public void received(Instant now, Arrival at, UdpDatagram datagram) {
        Bytes octets = datagram.data();
        if (datagram.destinationPort() == NAT_TRAVERSAL) {
            if (!octets.startsWith(NON_ESP_MARKER)) {
                return; // The packet path takes ESP and keepalives, so this is neither.
            }
            octets = octets.slice(NON_ESP_MARKER.size());
        }
        works.ike.tell(
                new IkeEvent.Datagram(
                        at.vrf(),
                        at.local(),
                        datagram.destinationPort(),
                        at.remote(),
                        datagram.sourcePort(),
                        octets));
    }
}
