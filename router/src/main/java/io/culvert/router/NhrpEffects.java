package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.nhrp.NhrpEffect;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Carries out what NHRP orders.
final class NhrpEffects implements Consumer<NhrpEffect> {
    /// As IOS prints it of a shortcut: `[250/1]`.
    private static final long METRIC = 1;

    private static final RouteOwner SHORTCUT = RouteOwner.of(RouteSource.NHRP);

    private final Works works;

    NhrpEffects(Works works) {
        this.works = works;
    }

    @Override
    public void accept(NhrpEffect effect) {
        switch (effect) {
            case NhrpEffect.Transmit order -> works.nhrpPackets.send(order);
            case NhrpEffect.TransmitOnLabel order -> works.nhrpPackets.sendOnLabel(order);
            case NhrpEffect.BuildTunnel(var wish) -> build(wish);
            case NhrpEffect.DropTunnel(var name) -> works.sessions.drop(name);
            case NhrpEffect.OfferRoute order -> offer(order);
            case NhrpEffect.RevokeRoute(var vrf, var prefix) -> {
                works.rib.tell(new RibEvent.Revoked(vrf, SHORTCUT, prefix));
                works.shortcutUse.forget(vrf, prefix);
            }
            case NhrpEffect.BindPeer order -> bindPeer(order);
            case NhrpEffect.ReleasePeer(var out, var overlay, var peer) -> {
                if (isMultipoint(out)) {
                    return; // the host route belongs to the mapping
                }
                works.rib.tell(new RibEvent.Revoked(overlay, owner(out), Prefix.host(peer)));
                works.rib.tell(
                        new RibEvent.RemoteLabelReleased(
                                owner(out).name(), Prefix.host(peer), out));
            }
            case NhrpEffect.MapEndpoint(var on, var overlay, var nbma) ->
                    works.multipoint.map(on, overlay, nbma);
            case NhrpEffect.UnmapEndpoint(var on, var overlay) ->
                    works.multipoint.unmap(on, overlay);
            case NhrpEffect.SeekPeer(var on, var nbma) -> works.multipoint.seek(on, nbma);
            case NhrpEffect.LeavePeer(var on, var nbma) -> works.multipoint.leave(on, nbma);
            case NhrpEffect.ServersAnswer(var on, var any) -> works.interfaces.served(on, any);
            case NhrpEffect.Notify(var notice) -> {
                touchMultipoint(); // a server came or went: the default peer may be another
                works.log(notice);
            }
        }
    }

    private void touchMultipoint() {
        for (InterfaceConfig each : works.config.interfaces()) {
            if (each.tunnel().mode().isMultipoint()) {
                works.image().touch(each.name());
            }
        }
    }

    private void build(NhrpEffect.TunnelWish wish) {
        var template =
                new InterfaceName(
                        InterfaceKind.VIRTUAL_TEMPLATE, Integer.toString(wish.virtualTemplate()));
        Optional<InterfaceName> made =
                works.sessions.wish(
                        template, new TunnelPath(wish.frontDoor(), wish.local(), wish.remote()));
        works.nhrp.tell(
                made.<NhrpEvent>map(name -> new NhrpEvent.TunnelBegun(wish, name))
                        .orElseGet(
                                () ->
                                        new NhrpEvent.TunnelRefused(
                                                wish,
                                                "there is no interface "
                                                        + template
                                                        + " with tunnel protection ipsec profile")));
    }

    private boolean isMultipoint(InterfaceName name) {
        return works.interfaces.find(name).filter(InterfaceState::isMultipoint).isPresent();
    }

    /// By a multipoint tunnel the next hop is where its mapping says at any time; while that peer is down, at the default peer.
    private NextHop unlabelled(NhrpEffect.OfferRoute order) {
        return isMultipoint(order.out())
                ? new NextHop.Recursive(order.overlay(), order.nextHop())
                : new NextHop.Neighbor(order.out(), order.nextHop());
    }

    private void offer(NhrpEffect.OfferRoute order) {
        if (isMultipoint(order.out()) && order.prefix().equals(Prefix.host(order.nextHop()))) {
            return; // the mapping is that route
        }
        NextHop nextHop =
                order.label()
                        .<NextHop>map(
                                label ->
                                        new NextHop.MustBeLabelled(
                                                order.overlay(), order.nextHop(), label))
                        .orElseGet(() -> unlabelled(order));
        works.rib.tell(
                new RibEvent.Offered(
                        order.vrf(),
                        new Route(
                                order.prefix(),
                                SHORTCUT,
                                RouteSource.NHRP.distance(),
                                METRIC,
                                0,
                                List.of(nextHop))));
    }

    private void bindPeer(NhrpEffect.BindPeer order) {
        if (isMultipoint(order.out())) {
            return; // every mapping has implicit null
        }
        Prefix host = Prefix.host(order.peer());
        works.rib.tell(
                new RibEvent.Offered(
                        order.overlay(),
                        Route.of(host, owner(order.out()), new NextHop.Attached(order.out()))));
        if (order.implicitNull()) {
            works.rib.tell(
                    new RibEvent.RemoteLabelBound(
                            owner(order.out()).name(), host, order.out(), Label.IMPLICIT_NULL));
        }
    }

    /// NHRP owns the host routes to peers tunnel by tunnel: two tunnels to one peer, as after a collision, have one each.
    private static RouteOwner owner(InterfaceName out) {
        return new RouteOwner(RouteSource.NHRP, "nhrp " + out);
    }
}
