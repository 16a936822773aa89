package io.culvert.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A whole configuration language: the declarations, the rules between parts of the tree, and where kept lines go.
///
/// @param <R> the root of the tree
public final class Grammar<R> {
    /// One line of the manual.
    ///
    /// @param mode prompt of the mode it stands in
    public record ManualEntry(String mode, String usage, String help, Status status) {}

    private final Block<R, R> root;
    private final KeptStore<R> kept;
    private final List<Rule<R>> rules;
    private final Map<String, String> glossary;
    private final Map<Block<?, ?>, List<Matcher.Candidate<Declaration<?>>>> candidates =
            new LinkedHashMap<>();

    /// @param glossary what words mean that several lines begin with
    public Grammar(
            List<? extends Declaration<R>> declarations,
            KeptStore<R> kept,
            List<Rule<R>> rules,
            Map<String, String> glossary) {
        this.root = Block.<R>root().with(declarations);
        this.kept = kept;
        this.rules = List.copyOf(rules);
        this.glossary = glossary;
        prepare(root, true);
    }

    private void prepare(Block<?, ?> block, boolean isRoot) {
        var list = new ArrayList<Matcher.Candidate<Declaration<?>>>();
        var ids = new TreeSet<String>();
        for (Declaration<?> child : block.children()) {
            if (child instanceof Gap<?>) {
                continue;
            }
            if (!ids.add(child.syntax().usage())) {
                throw new IllegalArgumentException("declared twice: " + child.syntax().usage());
            }
            list.add(new Matcher.Candidate<>(child, child.syntax()));
            if (child instanceof Block<?, ?> inner) {
                prepare(inner, false);
            }
        }
        if (!block.exitWord().isEmpty()) {
            list.add(leave(block.exitWord(), "Exit from this mode", false));
        }
        list.add(leave("exit", isRoot ? "Exit from configure mode" : "Exit from this mode", false));
        list.add(leave("end", "Exit from configure mode", true));
        candidates.put(block, List.copyOf(list));
    }

    private static Matcher.Candidate<Declaration<?>> leave(
            String word, String help, boolean toExec) {
        var leave = new Leave<>(Syntax.words(word, help), toExec);
        return new Matcher.Candidate<>(leave, leave.syntax());
    }

    /// An editor that stands at the top of the configuration.
    public ConfigEditor<R> editor() {
        return new ConfigEditor<>(this);
    }

    /// The running configuration, without line ends.
    public List<String> print(R config) {
        return new ConfigPrinter<>(this, config, false).print();
    }

    /// The running configuration with the defaults written out and a remark below each line that does not do all it says.
    public List<String> printAll(R config) {
        return new ConfigPrinter<>(this, config, true).print();
    }

    /// Every line there is, with what it does.
    public List<ManualEntry> manual() {
        var entries = new ArrayList<ManualEntry>();
        document(root, entries);
        return List.copyOf(entries);
    }

    private void document(Block<?, ?> block, List<ManualEntry> entries) {
        for (Declaration<?> child : block.children()) {
            if (child instanceof Gap<?>) {
                continue;
            }
            entries.add(
                    new ManualEntry(
                            block == root ? "config" : block.id(),
                            child.syntax().usage(),
                            HelpText.lastHelp(child.syntax()),
                            child.status()));
            if (child instanceof Block<?, ?> inner) {
                document(inner, entries);
            }
        }
    }

    Block<R, R> root() {
        return root;
    }

    KeptStore<R> kept() {
        return kept;
    }

    List<Rule<R>> rules() {
        return rules;
    }

    Map<String, String> glossary() {
        return glossary;
    }

    List<Matcher.Candidate<Declaration<?>>> candidates(Block<?, ?> block) {
        List<Matcher.Candidate<Declaration<?>>> list = candidates.get(block);
        if (list == null) {
            throw new IllegalStateException("not a block of this grammar: " + block.id());
        }
        return list;
    }
}
