package io.culvert.lab.topology;

import io.culvert.lab.Complaint;
import io.culvert.lab.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A YAML document whose every part knows its place.
final class Yaml {
    /// A topology needs seven.
    private static final int DEPTH_MAX = 50;

    private final String file;
    private final List<String> lines;
    private final List<Complaint> complaints = new ArrayList<>();

    Yaml(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    Optional<Node> compose(String text) throws InputException {
        var settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setUseMarks(true)
                        .setAllowDuplicateKeys(false)
                        .build();
        try {
            checkDepth(new Parse(settings).parseString(text));
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            throw new InputException(
                    mark.map(at -> complaintAt(at, e.getProblem()))
                            .orElse(Complaint.of(file, e.getProblem())));
        } catch (YamlEngineException e) {
            throw new InputException(Complaint.of(file, String.valueOf(e.getMessage())));
        }
    }

    /// The composer calls itself once for each level, so that too many would end the program.
    private void checkDepth(Iterable<Event> events) throws InputException {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > DEPTH_MAX) {
                String what = "more than " + DEPTH_MAX + " levels of nesting";
                throw new InputException(
                        event.getStartMark()
                                .map(mark -> complaintAt(mark, what))
                                .orElse(Complaint.of(file, what)));
            }
        }
    }

    private Complaint complaintAt(Mark mark, String what) {
        return new Complaint(
                file, mark.getLine() + 1, mark.getColumn() + 1, source(mark.getLine()), what);
    }

    private String source(int line) {
        return line < lines.size() ? lines.get(line) : "";
    }

    void complain(Node at, String what) {
        complaints.add(
                at.getStartMark()
                        .map(mark -> complaintAt(mark, what))
                        .orElse(Complaint.of(file, what)));
    }

    void complain(Complaint complaint) {
        complaints.add(complaint);
    }

    void throwIfBad() throws InputException {
        if (!complaints.isEmpty()) {
            throw new InputException(complaints);
        }
    }

    /// Where the text of a node begins, the opening quote aside.
    Topology.Place place(Node node) {
        var mark = node.getStartMark();
        if (mark.isEmpty()) {
            return new Topology.Place(file, 0, 0, "");
        }
        int line = mark.get().getLine();
        int column = mark.get().getColumn() + 1;
        String source = source(line);
        boolean quoted = column <= source.length() && "\"'".indexOf(source.charAt(column - 1)) >= 0;
        return new Topology.Place(file, line + 1, quoted ? column + 1 : column, source);
    }

    /// The entries of a mapping by key; complains about anything else.
    Map<String, NodeTuple> mapping(Node node, String what) {
        var entries = new LinkedHashMap<String, NodeTuple>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    complain(tuple.getKeyNode(), "a key is a word");
                } else if (entries.putIfAbsent(key.getValue(), tuple) != null) {
                    complain(key, "\"" + key.getValue() + "\" stands here twice");
                }
            }
        } else if (!isNull(node)) {
            complain(node, what + " is a mapping");
        }
        return entries;
    }

    List<Node> sequence(Node node, String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (!isNull(node)) {
            complain(node, what + " is a list");
        }
        return List.of();
    }

    Optional<String> scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        complain(node, what + " is one value");
        return Optional.empty();
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"));
    }
}
