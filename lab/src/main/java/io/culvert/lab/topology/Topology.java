package io.culvert.lab.topology;

import io.culvert.lab.Complaint;
import io.culvert.lab.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A topology as it was read: nothing has been started, and every name in it holds.
///
/// @param file the path as it was given or found
/// @param notices what was read and ignored
public record Topology(
        String name,
        String file,
        List<NodeSpec> nodes,
        List<LinkSpec> links,
        List<String> notices) {
    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        notices = List.copyOf(notices);
    }

    public Optional<NodeSpec> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /// A place in the topology file, for complaints that only the node itself can make.
    public record Place(String file, int line, int column, String source) {
        /// A complaint about the word that begins `offset` characters behind this place.
        public Complaint complaint(int offset, String what) {
            return new Complaint(file, line, column + offset, source, what);
        }
    }

    /// A line of `exec`.
    public record ExecLine(String text, Place place) {}

    /// The configuration a router starts from.
    ///
    /// @param file the path of the file, or that of the topology for text inside it
    public record StartupConfig(String file, String text) {}

    /// @param ports the names of the ports that links use, and for a router every physical interface of its
    ///     configuration, in the order of the configuration
    public record NodeSpec(
            String name,
            NodeKind kind,
            Optional<StartupConfig> startupConfig,
            List<ExecLine> exec,
            Map<String, String> labels,
            List<String> ports,
            Place place) {
        public NodeSpec {
            exec = List.copyOf(exec);
            ports = List.copyOf(ports);
        }
    }

    public record LinkSpec(Endpoint a, Endpoint b, int mtu, Place place) {
        /// The MTU of a link that names none.
        public static final int MTU_DEFAULT = 1500;
    }

    /// Finds the endpoint that a scenario or a person names: the interface in any of its spellings, for a router also
    /// `ethN`.
    public Optional<Endpoint> endpoint(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        String interfaceText = text.substring(colon + 1);
        return node(text.substring(0, colon))
                .flatMap(
                        node ->
                                Ports.resolve(node, interfaceText)
                                        .filter(node.ports()::contains)
                                        .map(port -> new Endpoint(node.name(), port)));
    }
}
