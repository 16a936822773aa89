package io.culvert.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a configuration in the order of its declarations, indented as IOS does, so that it can be loaded again.
final class ConfigPrinter<R> {
    private final Grammar<R> grammar;
    private final R config;
    private final boolean all;
    private final List<String> lines = new ArrayList<>();

    ConfigPrinter(Grammar<R> grammar, R config, boolean all) {
        this.grammar = grammar;
        this.config = config;
        this.all = all;
    }

    List<String> print() {
        gap(0);
        children(grammar.root(), config, "", 0);
        gap(0);
        return List.copyOf(lines);
    }

    private void gap(int depth) {
        String gap = " ".repeat(depth) + "!";
        if (lines.isEmpty() || !lines.getLast().strip().equals("!")) {
            lines.add(gap);
        }
    }

    private void line(int depth, String text, Status status) {
        String[] parts = text.split("\n", -1);
        lines.add(" ".repeat(depth) + parts[0]);
        for (int i = 1; i < parts.length; i++) {
            lines.add(parts[i]);
        }
        if (all && !status.remark().isEmpty()) {
            lines.add(" ".repeat(depth) + "! " + status.remark());
        }
    }

    private <C> void children(Block<?, C> block, C value, String path, int depth) {
        var grouped = new Grouped();
        for (Declaration<C> child : block.children()) {
            if (!(child instanceof Line<C> line) || line.group().isEmpty()) {
                grouped.flush(depth);
            }
            switch (child) {
                case Line<C> line -> {
                    for (Line.Shown shown : line.shown(value, all)) {
                        if (line.group().isPresent()) {
                            grouped.add(
                                    shown.values().find(line.group().get()),
                                    line.print(shown),
                                    line.status());
                        } else {
                            line(depth, line.print(shown), line.status());
                        }
                    }
                }
                case Kept<C> kept ->
                        keptLines(path, kept.id())
                                .forEach(text -> line(depth, text, kept.status()));
                case Block<C, ?> inner when inner.isKept() -> {
                    for (String header : keptLines(path, inner.id())) {
                        keptBlock(inner, header, path, depth);
                    }
                }
                case Block<C, ?> inner -> block(inner, value, path, depth);
                case Gap<C> _ -> gap(depth);
                case Leave<C> _ -> {}
            }
        }
        grouped.flush(depth);
    }

    /// Lines that are shown by what they are about, in the order in which that first came up.
    private final class Grouped {
        private record Text(String text, Status status) {}

        private final Map<Object, List<Text>> groups = new LinkedHashMap<>();

        void add(Object about, String text, Status status) {
            groups.computeIfAbsent(about, _ -> new ArrayList<>()).add(new Text(text, status));
        }

        void flush(int depth) {
            groups.values()
                    .forEach(
                            group ->
                                    group.forEach(text -> line(depth, text.text(), text.status())));
            groups.clear();
        }
    }

    private List<String> keptLines(String path, String declaration) {
        return grammar.kept().lines(config, path).stream()
                .filter(line -> line.declaration().equals(declaration))
                .map(KeptStore.KeptLine::text)
                .toList();
    }

    private void keptBlock(Block<?, ?> block, String header, String path, int depth) {
        String inside = path.isEmpty() ? header : path + " / " + header;
        line(depth, header, block.status());
        for (Declaration<?> child : block.children()) {
            if (child instanceof Kept<?> kept) {
                keptLines(inside, kept.id()).forEach(text -> line(depth + 1, text, kept.status()));
            }
        }
        gap(depth);
    }

    private <P, C> void block(Block<P, C> block, P around, String path, int depth) {
        for (Values header : block.list(around)) {
            C value =
                    block.find(around, header)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "listed but not found: "
                                                            + block.header(header)));
            gap(depth);
            line(depth, block.header(header), block.status());
            children(block, value, block.path(path, header), depth + 1);
            if (!block.exitWord().isEmpty()) {
                lines.add(" ".repeat(depth) + block.exitWord());
            }
            if (depth == 0) {
                gap(0);
            }
        }
    }
}
