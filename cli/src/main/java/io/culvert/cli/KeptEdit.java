package io.culvert.cli;

import io.culvert.cli.KeptStore.KeptLine;
import java.util.ArrayList;
import java.util.List;

/// Adds and removes lines that are kept as they were typed. A line replaces the one that says the same up to the cut of its
/// form.
final class KeptEdit {
    private KeptEdit() {}

    static <R> R apply(
            KeptStore<R> store, R root, String path, Kept<?> kept, Sign sign, Values values) {
        String about = SyntaxPrinter.printToCut(kept.syntax(), values);
        var lines = new ArrayList<>(store.lines(root, path));
        if (sign == Sign.SET) {
            String text = SyntaxPrinter.print(kept.syntax(), values);
            put(lines, new KeptLine(kept.id(), text), about);
        } else {
            boolean removed = lines.removeIf(line -> isAbout(line, kept.id(), about));
            boolean removedNo = lines.removeIf(line -> isAbout(line, kept.id(), "no " + about));
            if (sign == Sign.NO && kept.keepsNo() && (!removed || removedNo)) {
                lines.add(new KeptLine(kept.id(), "no " + about));
            }
        }
        return store.with(root, path, lines);
    }

    private static void put(List<KeptLine> lines, KeptLine line, String about) {
        lines.removeIf(other -> isAbout(other, line.declaration(), "no " + about));
        for (int i = 0; i < lines.size(); i++) {
            if (isAbout(lines.get(i), line.declaration(), about)) {
                lines.set(i, line);
                return;
            }
        }
        lines.add(line);
    }

    private static boolean isAbout(KeptLine line, String declaration, String about) {
        return line.declaration().equals(declaration)
                && (line.text().equals(about) || line.text().startsWith(about + " "));
    }

    /// Files the header of a block whose lines are all kept.
    static <R> R add(KeptStore<R> store, R root, String path, Block<?, ?> block, Values header) {
        var line = new KeptLine(block.id(), block.header(header));
        var lines = new ArrayList<>(store.lines(root, path));
        if (!lines.contains(line)) {
            lines.add(line);
        }
        return store.with(root, path, lines);
    }

    /// Forgets what was kept of a block that is gone.
    static <R> R removeBlock(
            KeptStore<R> store,
            R root,
            String path,
            String inside,
            Block<?, ?> block,
            Values header) {
        R changed = root;
        if (block.isKept()) {
            var line = new KeptLine(block.id(), block.header(header));
            var lines = new ArrayList<>(store.lines(root, path));
            lines.remove(line);
            changed = store.with(root, path, lines);
        }
        for (String other : store.blocks(root)) {
            if (other.equals(inside) || other.startsWith(inside + " / ")) {
                changed = store.with(changed, other, List.of());
            }
        }
        return changed;
    }
}
