package io.culvert.daemon;

import io.culvert.lab.Complaint;
import io.culvert.lab.LabPki;
import io.culvert.lab.RouterFactory;
import io.culvert.lab.RouterNode;
import io.culvert.lab.topology.NodeKind;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.Topology.NodeSpec;
import java.util.List;

/// The routers that labs are built with.
final class LabRouters {
    private LabRouters() {}

    static RouterFactory factory() {
        return new RouterFactory() {
            @Override
            public List<Complaint> check(Topology topology, LabPki pki) {
                return topology.nodes().stream()
                        .filter(node -> node.kind() == NodeKind.ROUTER)
                        .map(
                                node ->
                                        node.place()
                                                .complaint(
                                                        0,
                                                        "routers are not built yet; a lab has hosts, bridges and nat"))
                        .toList();
            }

            @Override
            public RouterNode create(NodeSpec spec, int mtu, Shared shared) {
                throw new IllegalStateException("a topology with routers was refused");
            }
        };
    }
}
