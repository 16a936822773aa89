package io.culvert.lab;

import io.culvert.lab.topology.NodeKind;
import io.culvert.lab.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The files of `pki/` beside the topology, by name: `ca.pem`, `ca.key`, `crl.pem`, `NODE-TRUSTPOINT.pem` and `.key`.
///
/// @param made whether there are none, so that an authority is to be made in memory, as a function of the seed
public record LabPki(Map<String, String> files, boolean made) {
    private static final String FOLDER = "pki";

    public LabPki {
        files = new LinkedHashMap<>(files);
    }

    public static final String NOTICE =
            "pki: there is no pki/ beside the topology; the lab makes an authority in memory";

    public static LabPki read(LabFiles files, String topologyFile) throws InputException {
        String folder = LabFiles.beside(topologyFile, FOLDER);
        var found = new LinkedHashMap<String, String>();
        if (!files.isFolder(folder)) {
            return new LabPki(found, true);
        }
        try {
            for (String name : files.list(folder)) {
                if (name.endsWith(".pem") || name.endsWith(".key")) {
                    byte[] octets = files.read(LabFiles.in(folder, name));
                    found.put(name, new String(octets, StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new InputException(Complaint.of(folder, "cannot be read: " + e.getMessage()));
        }
        return new LabPki(found, false);
    }

    /// Whether the lab makes an authority for the routers of this topology.
    boolean isMadeFor(Topology topology) {
        return made && topology.nodes().stream().anyMatch(node -> node.kind() == NodeKind.ROUTER);
    }

    public Optional<String> file(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
