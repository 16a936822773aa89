package io.culvert.lab.scenario;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.lab.Endpoint;
import io.culvert.lab.Lab;
import io.culvert.lab.LinkEnd;
import io.culvert.lab.Network;
import io.culvert.lab.Node;
import io.culvert.lab.RouterNode;
import io.culvert.lab.RouterNode.Association;
import io.culvert.lab.RouterNode.Question;
import io.culvert.lab.RouterNode.Resolution;
import io.culvert.lab.host.BridgeNode;
import io.culvert.lab.host.HostNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Walks the way of a packet from router to router as each says it would forward it now. Routers that only carry the
/// tunnel, such as the provider's, do not look the customer packet up and so are not on the list.
final class Resolver {
    /// A longer way is a loop.
    private static final int HOPS_MAX = 64;

    /// A router and the packet as it gets there.
    private record At(RouterNode router, Question question) {}

    private final Lab lab;

    Resolver(Network network) {
        this.lab = network.lab();
    }

    List<String> differences(Step.Resolves step) {
        var way = new ArrayList<String>();
        String end = walk(step, way);
        if (way.equals(step.via())) {
            return List.of();
        }
        return List.of("goes via " + (way.isEmpty() ? "no router" : String.join(", ", way)) + end);
    }

    private String walk(Step.Resolves step, List<String> way) {
        Optional<At> at = begin(step);
        if (at.isEmpty()) {
            return "; " + step.from() + " has no way to a router";
        }
        while (at.isPresent()) {
            RouterNode router = at.get().router();
            way.add(router.name());
            if (way.size() > HOPS_MAX) {
                return "; it loops";
            }
            Question question = at.get().question();
            switch (router.resolve(question)) {
                case Resolution.Local _ -> {
                    return "";
                }
                case Resolution.Nowhere(var why) -> {
                    return "; " + router.name() + " has no way: " + why;
                }
                case Resolution.Out(int port, int vlan, var nextHop) ->
                        at =
                                neighbor(
                                        new Endpoint(router.name(), router.ports().get(port)),
                                        vlan,
                                        nextHop,
                                        question);
                case Resolution.Tunnelled tunnel -> {
                    at = farEnd(tunnel, question);
                    if (at.isEmpty()) {
                        return "; no router has the tunnel's far end " + tunnel.remote();
                    }
                }
            }
        }
        return "";
    }

    private Optional<At> begin(Step.Resolves step) {
        Node from = lab.node(step.from()).orElseThrow();
        if (from instanceof RouterNode router) {
            var question =
                    new Question.InVrf(step.vrf().orElse(Vrf.GLOBAL), Ipv4Address.ANY, step.to());
            return Optional.of(new At(router, question));
        }
        if (from instanceof HostNode host) {
            return host.firstHop(step.to())
                    .flatMap(
                            hop ->
                                    neighbor(
                                            new Endpoint(host.name(), hop.port()),
                                            hop.vlan(),
                                            hop.address(),
                                            new Question.InVrf(
                                                    Vrf.GLOBAL, hop.source(), step.to())));
        }
        return Optional.empty();
    }

    /// The other end of the tunnel, and the packet as it comes out there: the end that has the same associations, or, where there are
    /// none, the addresses.
    private Optional<At> farEnd(Resolution.Tunnelled tunnel, Question question) {
        List<Association> theirs =
                tunnel.associations().stream().map(Association::ofOtherEnd).toList();
        return farEnd(router -> router.tunnelVrf(theirs), tunnel.labels(), question)
                .or(
                        () ->
                                farEnd(
                                        router -> router.tunnelVrf(tunnel.remote(), tunnel.local()),
                                        tunnel.labels(),
                                        question));
    }

    private Optional<At> farEnd(
            Function<RouterNode, Optional<Vrf>> vrfOf, List<Label> labels, Question question) {
        IpAddress from = question.source();
        IpAddress to = question.destination();
        for (Node node : lab.nodes()) {
            if (node instanceof RouterNode router && lab.isPowered(node.name())) {
                Optional<Vrf> vrf = vrfOf.apply(router);
                if (vrf.isPresent()) {
                    return Optional.of(
                            new At(
                                    router,
                                    labels.isEmpty()
                                            ? new Question.InVrf(vrf.get(), from, to)
                                            : new Question.Labelled(labels, from, to)));
                }
            }
        }
        return Optional.empty();
    }

    /// The router that answers for the address on the segment of this endpoint, bridges crossed.
    private Optional<At> neighbor(
            Endpoint endpoint, int vlan, IpAddress address, Question question) {
        var reached = new TreeSet<Endpoint>();
        collect(endpoint, reached);
        for (Endpoint far : reached) {
            if (lab.node(far.node()).orElseThrow() instanceof RouterNode router
                    && lab.isPowered(far.node())) {
                int port = router.ports().indexOf(far.port());
                if (router.answersFor(port, vlan, address)) {
                    Vrf vrf = router.vrfOf(port, vlan).orElse(Vrf.GLOBAL);
                    return Optional.of(
                            new At(
                                    router,
                                    new Question.InVrf(
                                            vrf, question.source(), question.destination())));
                }
            }
        }
        return Optional.empty();
    }

    private void collect(Endpoint endpoint, Set<Endpoint> reached) {
        var end = lab.end(endpoint);
        if (end.isEmpty() || !end.get().link().isUp()) {
            return;
        }
        LinkEnd far = end.get().peer();
        if (!reached.add(far.endpoint())) {
            return;
        }
        if (lab.node(far.endpoint().node()).orElseThrow() instanceof BridgeNode bridge) {
            for (String port : bridge.ports()) {
                if (!port.equals(far.endpoint().port())) {
                    collect(new Endpoint(bridge.name(), port), reached);
                }
            }
        }
    }
}
