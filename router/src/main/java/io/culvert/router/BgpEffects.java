package io.culvert.router;

import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import java.util.List;
import java.util.function.Consumer;

/// Carries out what BGP orders.
final class BgpEffects implements Consumer<BgpEffect> {
    private static final RouteOwner EXTERNAL = RouteOwner.of(RouteSource.EBGP);
    private static final RouteOwner INTERNAL = RouteOwner.of(RouteSource.IBGP);

    private final Works works;
    private final BgpTransport transport;

    BgpEffects(Works works, BgpTransport transport) {
        this.works = works;
        this.transport = transport;
    }

    @Override
    public void accept(BgpEffect effect) {
        switch (effect) {
            case BgpEffect.Listen order -> transport.listen(order);
            case BgpEffect.Unlisten order -> transport.unlisten(order);
            case BgpEffect.Connect order -> transport.connect(order);
            case BgpEffect.Admit _ -> {} // its rules held from the first segment on
            case BgpEffect.Send order -> transport.send(order);
            case BgpEffect.Close order -> transport.close(order);
            case BgpEffect.TrackNextHop(var vrf, var address) ->
                    works.ribEffects.track(vrf, address);
            case BgpEffect.UntrackNextHop(var vrf, var address) ->
                    works.ribEffects.untrack(vrf, address);
            case BgpEffect.BindLabel(var label, _, var use) -> {
                works.labels.bind(label, use);
                works.image().labelChanged(label);
            }
            case BgpEffect.ReleaseLabel(var label, _) -> {
                works.labels.unbind(label);
                works.image().labelChanged(label);
            }
            case BgpEffect.InstallRoute order -> install(order);
            case BgpEffect.RemoveRoute(var vrf, var prefix) -> {
                works.rib.tell(new RibEvent.Revoked(vrf, EXTERNAL, prefix));
                works.rib.tell(new RibEvent.Revoked(vrf, INTERNAL, prefix));
            }
            case BgpEffect.Notify(var notice) -> works.log(notice);
        }
    }

    private void install(BgpEffect.InstallRoute order) {
        boolean external =
                order.paths().stream()
                        .allMatch(
                                path ->
                                        !(path instanceof BgpEffect.RoutePath.Via via)
                                                || via.external());
        RouteOwner owner = external ? EXTERNAL : INTERNAL;
        List<NextHop> nextHops = order.paths().stream().map(BgpEffects::nextHop).toList();
        works.rib.tell(
                new RibEvent.Revoked(order.vrf(), external ? INTERNAL : EXTERNAL, order.prefix()));
        works.rib.tell(
                new RibEvent.Offered(
                        order.vrf(),
                        new Route(
                                order.prefix(),
                                owner,
                                order.distance(),
                                order.metric(),
                                order.tag(),
                                nextHops)));
    }

    private static NextHop nextHop(BgpEffect.RoutePath path) {
        return switch (path) {
            case BgpEffect.RoutePath.Via(Vrf vrf, var address, var label, _) ->
                    label.<NextHop>map(pushed -> new NextHop.MustBeLabelled(vrf, address, pushed))
                            .orElse(new NextHop.Recursive(vrf, address));
            case BgpEffect.RoutePath.Leaked(var from, var prefix) ->
                    new NextHop.Leaked(from, prefix);
        };
    }
}
