package io.culvert.lab.router;

import io.culvert.base.Parse;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.lab.Complaint;
import io.culvert.lab.LabPki;
import io.culvert.lab.RouterFactory;
import io.culvert.lab.RouterNode;
import io.culvert.lab.topology.NodeKind;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.Topology.NodeSpec;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes the routers of a lab from their configurations.
public final class LabRouters implements RouterFactory {
    private final Map<String, RouterConfig> configs = new TreeMap<>();
    private @Nullable LabCertificates certificates;
    private final int workers;
    private int made;

    public LabRouters() {
        this(1);
    }

    /// Routers with so many workers at least, whatever their configurations say.
    public LabRouters(int workers) {
        this.workers = workers;
    }

    @Override
    public List<Complaint> check(Topology topology, LabPki pki) {
        var complaints = new ArrayList<Complaint>();
        for (NodeSpec node : topology.nodes()) {
            if (node.kind() == NodeKind.ROUTER) {
                complaints.addAll(load(node));
            }
        }
        if (LabCertificates.of(pki, 0, Instant.EPOCH)
                instanceof Parse.Malformed<LabCertificates>(_, var what)) {
            complaints.add(Complaint.of("pki", what));
        }
        return complaints;
    }

    private List<Complaint> load(NodeSpec node) {
        if (node.startupConfig().isEmpty()) {
            configs.put(node.name(), RouterConfig.DEFAULT);
            return List.of();
        }
        var startup = node.startupConfig().get();
        ConfigLoader.Loaded loaded = ConfigLoader.load(startup.file(), startup.text());
        configs.put(node.name(), loaded.config());
        return loaded.refusals().stream()
                .map(
                        refusal ->
                                new Complaint(
                                        startup.file(),
                                        refusal.number(),
                                        refusal.error().column() + 1,
                                        refusal.text(),
                                        refusal.error().text()))
                .toList();
    }

    @Override
    public RouterNode create(NodeSpec spec, int mtu, Shared shared) {
        if (certificates == null) {
            certificates =
                    LabCertificates.of(shared.pki(), shared.seed(), shared.start()).orElseThrow();
            certificates.authoritySerial(new ArrayList<>(configs.values()));
        }
        Optional<String> startup = spec.startupConfig().map(Topology.StartupConfig::text);
        return new LabRouter(spec, mtu, ++made, workers, startup, certificates, shared);
    }
}
