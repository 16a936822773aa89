package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.host.udp.UdpSockets;
import io.culvert.ike.v2.IkeEffect;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.udp.UdpDatagram;
import java.util.function.Consumer;

/// Carries out what IKE orders.
final class IkeEffects implements Consumer<IkeEffect> {
    private final Works works;
    private int identification;
    private long jobs;
    private long jobsDone;

    IkeEffects(Works works) {
        this.works = works;
    }

    @Override
    public void accept(IkeEffect effect) {
        switch (effect) {
            case IkeEffect.Send order -> send(order);
            case IkeEffect.Compute(var rank, var job, var ifRefused) -> {
                jobs++;
                if (!works.setup.jobs().run(rank(rank), job, this::done)) {
                    done(ifRefused);
                }
            }
            case IkeEffect.SessionUp(var session) -> works.sessions.up(session);
            case IkeEffect.RoutesChanged(var session) -> works.sessions.routesChanged(session);
            case IkeEffect.SessionDown(var session, _) -> works.sessions.down(session.id());
            case IkeEffect.SpiOffered(var fvrf, var spi) -> works.associations.offered(fvrf, spi);
            case IkeEffect.ChildUp(var child, var outboundReady) ->
                    works.associations.up(child, outboundReady);
            case IkeEffect.OutboundReady(_, var child) -> works.associations.outboundReady(child);
            case IkeEffect.OutboundLast(_, var child) -> works.associations.outboundLast(child);
            case IkeEffect.ChildDown(_, var child, _) -> works.associations.down(child);
            case IkeEffect.PathChanged(var session, var children) -> {
                works.sessions.moved(session);
                children.forEach(works.associations::moved);
            }
            case IkeEffect.NatKeepalive keepalive -> keepAlive(keepalive);
            case IkeEffect.Notify(var notice) -> works.log(notice);
        }
    }

    private static Jobs.Rank rank(IkeEffect.Rank rank) {
        return switch (rank) {
            case ESTABLISHED -> Jobs.Rank.FIRST;
            case BEGUN -> Jobs.Rank.NEXT;
            case NEW -> Jobs.Rank.LAST;
        };
    }

    private void done(IkeEvent event) {
        jobsDone++;
        works.ike.tell(event);
    }

    /// Pieces of public-key work that were ordered.
    long jobs() {
        return jobs;
    }

    long jobsAtWork() {
        return jobs - jobsDone;
    }

    private void send(IkeEffect.Send order) {
        Bytes octets =
                order.localPort() == IkePorts.NAT_TRAVERSAL
                        ? IkePorts.NON_ESP_MARKER.plus(order.octets())
                        : order.octets();
        send(
                order.fvrf(),
                order.local(),
                order.remote(),
                new UdpDatagram(order.localPort(), order.remotePort(), octets));
    }

    private void keepAlive(IkeEffect.NatKeepalive order) {
        send(
                order.fvrf(),
                order.local(),
                order.remote(),
                new UdpDatagram(IkePorts.NAT_TRAVERSAL, order.remotePort(), IkePorts.KEEPALIVE));
    }

    private void send(Vrf fvrf, IpAddress local, IpAddress remote, UdpDatagram datagram) {
        works.pump.post(
                () ->
                        works.localPackets.send(
                                UdpSockets.packet(
                                        fvrf,
                                        local,
                                        remote,
                                        new IpHeaderFields(
                                                IpHeaderFields.NETWORK_CONTROL,
                                                255,
                                                false,
                                                ++identification & 0xFFFF),
                                        datagram)));
    }
}
