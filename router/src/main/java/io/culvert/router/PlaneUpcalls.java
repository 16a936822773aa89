package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.host.HostEvent;
import io.culvert.host.neighbor.NeighborEvent;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.nhrp.NhrpEvent;
import java.util.Optional;
import java.util.function.Consumer;

/// What the packet path tells the control side: each becomes an event in the pump.
final class PlaneUpcalls implements PlaneEvents {
    private final Works works;

    PlaneUpcalls(Works works) {
        this.works = works;
    }

    @Override
    public void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa) {
        if (!works.strangers.isOne(slot)) {
            works.localPackets.received(slot, table, ifIndex);
        } else if (!works.strangers.add(slot, table, ifIndex)) {
            works.plane.dropLocal(slot, Drop.STRANGERS_WAIT);
        }
    }

    @Override
    public void deliverArp(int slot, int ifIndex) {
        frame(slot, ifIndex);
    }

    @Override
    public void deliverNeighborDiscovery(int slot, int ifIndex) {
        frame(slot, ifIndex);
    }

    private void frame(int slot, int ifIndex) {
        var frame = works.localPackets.take(slot);
        withName(
                ifIndex,
                name -> works.neighbors.tell(new NeighborEvent.FrameReceived(name, frame)));
    }

    @Override
    public void neighborWanted(int ifIndex, IpAddress address) {
        withName(ifIndex, name -> works.neighbors.tell(new NeighborEvent.Wanted(name, address)));
    }

    @Override
    public void softLimit(int ifIndex, int spi, boolean inbound) {
        works.associations
                .childOf(ifIndex, spi, inbound)
                .ifPresent(child -> works.ike.tell(new IkeEvent.SoftLimit(child)));
    }

    @Override
    public void firstInbound(int ifIndex, int spi) {
        works.associations
                .childOf(ifIndex, spi, true)
                .ifPresent(child -> works.ike.tell(new IkeEvent.FirstInbound(child)));
    }

    @Override
    public void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort) {
        works.associations.peerMoved(ifIndex, spi, remote, remotePort);
    }

    @Override
    public void invalidSpi(int table, IpAddress source, IpAddress destination, int spi) {
        works.tables
                .vrf(table)
                .ifPresent(
                        vrf ->
                                works.ike.tell(
                                        new IkeEvent.UnknownSpi(vrf, destination, source, spi)));
    }

    @Override
    public void pathMtuChanged(int ifIndex, int plaintextMtu) {
        // The tunnel's own packets learn of it by "fragmentation needed", as everybody's do.
    }

    @Override
    public void tooBig(int table, IpAddress destination, int mtu) {
        works.tables
                .vrf(table)
                .ifPresent(
                        vrf ->
                                works.host.tell(
                                        new HostEvent.Tcp(
                                                new TcpEvent.PathMtuChanged(
                                                        vrf, destination, mtu))));
    }

    @Override
    public void associationWanted(int ifIndex) {
        // Static tunnels ask for their association as soon as their ends are known, traffic or not;
        // the peers of multipoint ones
        // that registered with us do not.
        withName(ifIndex, name -> works.pump.post(() -> works.multipoint.wanted(name)));
    }

    @Override
    public void deliverNhrp(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource) {
        works.nhrpPackets.received(slot, ifIndex, table, labelled, protectedBySa, outerSource);
    }

    @Override
    public void transited(
            int inIfIndex,
            IpAddress outerSource,
            int outIfIndex,
            int table,
            boolean labelled,
            Bytes head) {
        works.nhrpPackets.transited(inIfIndex, outerSource, outIfIndex, table, labelled, head);
    }

    @Override
    public void endpointWanted(int ifIndex, IpAddress nextHop) {
        withName(ifIndex, name -> works.pump.post(() -> endpointWanted(name, nextHop)));
    }

    private void endpointWanted(InterfaceName on, IpAddress nextHop) {
        Optional<InterfaceState> known = works.multipoint.mapped(on, nextHop);
        if (known.isPresent()) {
            works.multipoint.wanted(known.get().name());
        } else {
            works.nhrp.tell(new NhrpEvent.EndpointWanted(on, nextHop));
        }
    }

    private void withName(int ifIndex, Consumer<InterfaceName> step) {
        works.interfaces.find(ifIndex).map(InterfaceState::name).ifPresent(step);
    }
}
