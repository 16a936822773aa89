package io.culvert.lab.topology;

import io.culvert.lab.Complaint;
import io.culvert.lab.Durations;
import io.culvert.lab.Endpoint;
import io.culvert.lab.InputException;
import io.culvert.lab.LabFiles;
import io.culvert.lab.topology.Topology.ExecLine;
import io.culvert.lab.topology.Topology.LinkSpec;
import io.culvert.lab.topology.Topology.NodeSpec;
import io.culvert.lab.topology.Topology.StartupConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a topology file and the configurations that it names.
public final class TopologyReader {
    private static final Pattern CULVERT_IMAGE = Pattern.compile("(.*/)?culvert(:[^/]*)?(@[^/]*)?");
    private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final int MTU_LEAST = 68;
    private static final int MTU_MOST = 65_000;

    private final LabFiles files;
    private final String file;
    private final Yaml yaml;
    private final List<String> notices = new ArrayList<>();
    private final Map<String, NodeSpec> nodes = new LinkedHashMap<>();
    private final List<LinkSpec> links = new ArrayList<>();
    private Map<String, NodeTuple> defaults = Map.of();
    private Map<String, NodeTuple> kinds = Map.of();
    private Map<String, NodeTuple> groups = Map.of();

    private TopologyReader(LabFiles files, String file, String text) {
        this.files = files;
        this.file = file;
        this.yaml = new Yaml(file, text);
    }

    /// Reads `path`, a topology file or a folder with exactly one `*.clab.yml`.
    public static Topology read(LabFiles files, String path) throws InputException {
        String file = find(files, path);
        try {
            String text = new String(files.read(file), StandardCharsets.UTF_8);
            return new TopologyReader(files, file, text).read(text);
        } catch (IOException e) {
            throw new InputException(Complaint.of(file, "cannot be read: " + e.getMessage()));
        }
    }

    private static String find(LabFiles files, String path) throws InputException {
        if (!files.exists(path)) {
            throw new InputException(Complaint.of(path, "there is no such file or folder"));
        }
        if (!files.isFolder(path)) {
            return path;
        }
        try {
            var found =
                    files.list(path).stream()
                            .filter(
                                    name ->
                                            name.endsWith(".clab.yml")
                                                    || name.endsWith(".clab.yaml"))
                            .toList();
            if (found.size() != 1) {
                throw new InputException(
                        Complaint.of(
                                path,
                                found.isEmpty()
                                        ? "the folder holds no *.clab.yml"
                                        : "the folder holds several topologies, name one: "
                                                + String.join(", ", found)));
            }
            return LabFiles.in(path, found.getFirst());
        } catch (IOException e) {
            throw new InputException(Complaint.of(path, "cannot be read: " + e.getMessage()));
        }
    }

    private Topology read(String text) throws InputException {
        var root = yaml.compose(text);
        if (root.isEmpty()) {
            throw new InputException(Complaint.of(file, "the file is empty"));
        }
        var top = yaml.mapping(root.get(), "a topology file");
        checkKeys(top, "the file", Keys.TOP_USED, Keys.TOP_KNOWN);
        String name =
                value(top, "name").flatMap(node -> yaml.scalar(node, "name")).orElse(baseName());
        var topology = value(top, "topology");
        if (topology.isEmpty()) {
            yaml.complain(root.get(), "there is no \"topology\"");
        } else {
            readTopology(topology.get());
        }
        yaml.throwIfBad();
        return new Topology(name, file, withPorts(), links, notices);
    }

    private String baseName() {
        return LabFiles.nameOf(file)
                .replaceFirst("\\.clab\\.ya?ml$", "")
                .replaceFirst("\\.ya?ml$", "");
    }

    private static Optional<Node> value(Map<String, NodeTuple> mapping, String key) {
        return Optional.ofNullable(mapping.get(key)).map(NodeTuple::getValueNode);
    }

    private void checkKeys(
            Map<String, NodeTuple> mapping, String where, List<String> used, List<String> known) {
        for (var entry : mapping.entrySet()) {
            if (known.contains(entry.getKey())) {
                ignore(where, entry.getKey());
            } else if (!used.contains(entry.getKey())) {
                yaml.complain(
                        entry.getValue().getKeyNode(),
                        "\"" + entry.getKey() + "\" is no key of " + where);
            }
        }
    }

    private void ignore(String where, String key) {
        notices.add(
                LabFiles.nameOf(file)
                        + ": \""
                        + key
                        + "\" of "
                        + where
                        + " has no effect in the lab");
    }

    private void readTopology(Node node) {
        var topology = yaml.mapping(node, "topology");
        checkKeys(topology, "topology", Keys.TOPOLOGY_USED, List.of());
        defaults =
                value(topology, "defaults")
                        .map(found -> yaml.mapping(found, "defaults"))
                        .orElse(Map.of());
        checkKeys(defaults, "defaults", Keys.NODE_USED, Keys.NODE_KNOWN);
        kinds =
                value(topology, "kinds")
                        .map(found -> yaml.mapping(found, "kinds"))
                        .orElse(Map.of());
        groups =
                value(topology, "groups")
                        .map(found -> yaml.mapping(found, "groups"))
                        .orElse(Map.of());
        checkTemplates("kind", kinds);
        checkTemplates("group", groups);
        value(topology, "nodes")
                .map(found -> yaml.mapping(found, "nodes"))
                .orElse(Map.of())
                .forEach((name, tuple) -> readNode(name, tuple));
        if (nodes.isEmpty()) {
            yaml.complain(node, "the topology has no nodes");
        }
        for (Node link :
                value(topology, "links")
                        .map(found -> yaml.sequence(found, "links"))
                        .orElse(List.of())) {
            readLink(link);
        }
    }

    private void checkTemplates(String what, Map<String, NodeTuple> templates) {
        templates.forEach(
                (name, tuple) ->
                        checkKeys(
                                yaml.mapping(tuple.getValueNode(), what + " " + name),
                                what + " " + name,
                                Keys.NODE_USED,
                                Keys.NODE_KNOWN));
    }

    // Nodes

    /// The layers that a node takes its keys from, the strongest first: itself, its group, its kind, the defaults.
    private record Layers(List<Map<String, NodeTuple>> strongestFirst) {
        Optional<Node> first(String key) {
            return strongestFirst.stream()
                    .flatMap(layer -> value(layer, key).filter(node -> !Yaml.isNull(node)).stream())
                    .findFirst();
        }

        /// Every value of the key, the weakest layer first, for keys that containerlab merges.
        List<Node> all(String key) {
            return strongestFirst.reversed().stream()
                    .flatMap(layer -> value(layer, key).stream())
                    .toList();
        }
    }

    private void readNode(String name, NodeTuple tuple) {
        if (!NODE_NAME.matcher(name).matches()) {
            yaml.complain(tuple.getKeyNode(), "\"" + name + "\" is no name for a node");
            return;
        }
        var own = yaml.mapping(tuple.getValueNode(), "node " + name);
        checkKeys(own, "node " + name, Keys.NODE_USED, Keys.NODE_KNOWN);
        var layers = layers(own);
        var kindNode = layers.first("kind");
        if (kindNode.isEmpty()) {
            yaml.complain(tuple.getKeyNode(), "node " + name + " has no kind");
            return;
        }
        var kind = kind(kindNode.get(), layers);
        if (kind.isEmpty()) {
            return;
        }
        var startup = startupConfig(name, kind.get(), layers);
        var labels = labels(layers);
        if (kind.get() == NodeKind.NAT) {
            checkNatLabels(layers);
        }
        List<String> declared =
                kind.get() == NodeKind.ROUTER
                        ? startup.map(c -> Ports.declared(c.text())).orElse(List.of())
                        : List.of();
        nodes.put(
                name,
                new NodeSpec(
                        name,
                        kind.get(),
                        startup,
                        exec(name, kind.get(), layers),
                        labels,
                        declared,
                        yaml.place(tuple.getKeyNode())));
    }

    private Layers layers(Map<String, NodeTuple> own) {
        var strongestFirst = new ArrayList<Map<String, NodeTuple>>();
        strongestFirst.add(own);
        value(own, "group")
                .or(() -> value(defaults, "group"))
                .ifPresent(
                        node -> {
                            String group = yaml.scalar(node, "group").orElse("");
                            var template = value(groups, group);
                            if (template.isEmpty()) {
                                yaml.complain(node, "there is no group \"" + group + "\"");
                            } else {
                                strongestFirst.add(yaml.mapping(template.get(), "group " + group));
                            }
                        });
        var kind =
                strongestFirst.stream()
                        .flatMap(layer -> value(layer, "kind").stream())
                        .findFirst()
                        .or(() -> value(defaults, "kind"));
        kind.filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .flatMap(node -> value(kinds, node.getValue()))
                .ifPresent(template -> strongestFirst.add(yaml.mapping(template, "a kind")));
        strongestFirst.add(defaults);
        return new Layers(strongestFirst);
    }

    private Optional<NodeKind> kind(Node node, Layers layers) {
        String kind = yaml.scalar(node, "kind").orElse("");
        return switch (kind) {
            case "culvert" -> Optional.of(NodeKind.ROUTER);
            case "bridge", "ovs-bridge" -> Optional.of(NodeKind.BRIDGE);
            case "nat" -> Optional.of(NodeKind.NAT);
            case "linux" -> {
                String image =
                        layers.first("image")
                                .flatMap(found -> yaml.scalar(found, "image"))
                                .orElse("");
                yield Optional.of(
                        CULVERT_IMAGE.matcher(image).matches() ? NodeKind.ROUTER : NodeKind.HOST);
            }
            default -> {
                yaml.complain(
                        node,
                        "the lab has no kind \""
                                + kind
                                + "\"; it has culvert, linux (a host, or a router with the image"
                                + " culvert), bridge and nat");
                yield Optional.empty();
            }
        };
    }

    private Optional<StartupConfig> startupConfig(String name, NodeKind kind, Layers layers) {
        var node = layers.first("startup-config");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (kind != NodeKind.ROUTER) {
            ignore("node " + name, "startup-config");
            return Optional.empty();
        }
        String value = yaml.scalar(node.get(), "startup-config").orElse("");
        if (value.indexOf('\n') >= 0) {
            return Optional.of(new StartupConfig(file, value));
        }
        String path = LabFiles.beside(file, value.replace("__clabNodeName__", name));
        try {
            if (files.exists(path) && !files.isFolder(path)) {
                return Optional.of(
                        new StartupConfig(
                                path, new String(files.read(path), StandardCharsets.UTF_8)));
            }
            yaml.complain(node.get(), "there is no file " + path);
        } catch (IOException e) {
            yaml.complain(node.get(), path + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private List<ExecLine> exec(String name, NodeKind kind, Layers layers) {
        var lines = new ArrayList<ExecLine>();
        for (Node list : layers.all("exec")) {
            for (Node item : yaml.sequence(list, "exec")) {
                yaml.scalar(item, "a line of exec")
                        .ifPresent(text -> lines.add(new ExecLine(text, yaml.place(item))));
            }
        }
        if (!lines.isEmpty() && kind != NodeKind.HOST && kind != NodeKind.NAT) {
            ignore("node " + name, "exec");
            return List.of();
        }
        return lines;
    }

    private Map<String, String> labels(Layers layers) {
        var labels = new LinkedHashMap<String, String>();
        for (Node layer : layers.all("labels")) {
            yaml.mapping(layer, "labels")
                    .forEach(
                            (key, tuple) ->
                                    yaml.scalar(tuple.getValueNode(), "a label")
                                            .ifPresent(value -> labels.put(key, value)));
        }
        return labels;
    }

    private void checkNatLabels(Layers layers) {
        for (Node layer : layers.all("labels")) {
            var labels = yaml.mapping(layer, "labels");
            value(labels, "nat")
                    .filter(
                            node ->
                                    !List.of("full-cone", "restricted", "symmetric")
                                            .contains(yaml.scalar(node, "nat").orElse("")))
                    .ifPresent(
                            node ->
                                    yaml.complain(
                                            node, "nat is full-cone, restricted or symmetric"));
            value(labels, "nat-timeout")
                    .filter(
                            node ->
                                    Durations.parse(yaml.scalar(node, "nat-timeout").orElse(""))
                                            .isEmpty())
                    .ifPresent(
                            node -> yaml.complain(node, "nat-timeout is a duration such as 30s"));
        }
    }

    // Links

    private void readLink(Node node) {
        var link = yaml.mapping(node, "a link");
        checkKeys(link, "a link", Keys.LINK_USED, Keys.LINK_KNOWN);
        value(link, "type")
                .ifPresent(
                        type -> {
                            if (!yaml.scalar(type, "type").orElse("").equals("veth")) {
                                yaml.complain(type, "the lab has links of type veth alone");
                            }
                        });
        var list = value(link, "endpoints");
        if (list.isEmpty()) {
            yaml.complain(node, "a link has \"endpoints\"");
            return;
        }
        var ends = yaml.sequence(list.get(), "endpoints");
        if (ends.size() != 2) {
            yaml.complain(list.get(), "a link has two endpoints; a node of kind bridge joins more");
            return;
        }
        var a = endpoint(ends.get(0));
        var b = endpoint(ends.get(1));
        int mtu = value(link, "mtu").map(this::mtu).orElse(LinkSpec.MTU_DEFAULT);
        if (a.isPresent() && b.isPresent()) {
            if (a.equals(b)) {
                yaml.complain(ends.get(1), "a link joins two different interfaces");
            }
            links.add(new LinkSpec(a.get(), b.get(), mtu, yaml.place(node)));
        }
    }

    private int mtu(Node node) {
        String text = yaml.scalar(node, "mtu").orElse("");
        if (text.matches("[0-9]{1,5}")) {
            int mtu = Integer.parseInt(text);
            if (mtu >= MTU_LEAST && mtu <= MTU_MOST) {
                return mtu;
            }
        }
        yaml.complain(node, "mtu is a number from " + MTU_LEAST + " to " + MTU_MOST);
        return LinkSpec.MTU_DEFAULT;
    }

    private Optional<Endpoint> endpoint(Node node) {
        String text;
        if (node instanceof ScalarNode scalar) {
            text = scalar.getValue();
        } else if (node instanceof SequenceNode) {
            yaml.complain(node, "an endpoint is NODE:INTERFACE");
            return Optional.empty();
        } else {
            var written = yaml.mapping(node, "an endpoint");
            checkKeys(written, "an endpoint", Keys.ENDPOINT_USED, Keys.ENDPOINT_KNOWN);
            text =
                    value(written, "node").flatMap(found -> yaml.scalar(found, "node")).orElse("")
                            + ":"
                            + value(written, "interface")
                                    .flatMap(found -> yaml.scalar(found, "interface"))
                                    .orElse("");
        }
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            yaml.complain(node, "an endpoint is NODE:INTERFACE");
            return Optional.empty();
        }
        return endpoint(node, text.substring(0, colon), text.substring(colon + 1));
    }

    private Optional<Endpoint> endpoint(Node at, String nodeName, String interfaceText) {
        NodeSpec spec = nodes.get(nodeName);
        if (spec == null) {
            yaml.complain(at, "there is no node \"" + nodeName + "\"");
            return Optional.empty();
        }
        var port = Ports.resolve(spec, interfaceText);
        if (port.isEmpty()) {
            yaml.complain(at, "\"" + interfaceText + "\" is no physical interface of " + nodeName);
            return Optional.empty();
        }
        if (spec.kind() == NodeKind.NAT && !List.of("eth1", "eth2").contains(port.get())) {
            yaml.complain(at, "a nat has eth1 (inside) and eth2 (outside)");
            return Optional.empty();
        }
        var endpoint = new Endpoint(nodeName, port.get());
        if (links.stream()
                .anyMatch(link -> link.a().equals(endpoint) || link.b().equals(endpoint))) {
            yaml.complain(at, endpoint + " is the end of another link already");
        }
        if (spec.kind() == NodeKind.ROUTER && !spec.ports().contains(port.get())) {
            notices.add(
                    nodeName
                            + ": the configuration does not mention "
                            + port.get()
                            + ", which a link names");
        }
        return Optional.of(endpoint);
    }

    /// Every node with the ports that links give it behind those that its configuration declares.
    private List<NodeSpec> withPorts() {
        var complete = new ArrayList<NodeSpec>();
        for (NodeSpec node : nodes.values()) {
            var ports = new ArrayList<>(node.ports());
            var more = new TreeSet<String>(Ports.ORDER);
            for (LinkSpec link : links) {
                for (Endpoint end : List.of(link.a(), link.b())) {
                    if (end.node().equals(node.name()) && !ports.contains(end.port())) {
                        more.add(end.port());
                    }
                }
            }
            if (node.kind() == NodeKind.NAT) {
                more.addAll(List.of("eth1", "eth2"));
            }
            ports.addAll(more);
            complete.add(
                    new NodeSpec(
                            node.name(),
                            node.kind(),
                            node.startupConfig(),
                            node.exec(),
                            node.labels(),
                            ports,
                            node.place()));
        }
        return complete;
    }
}
