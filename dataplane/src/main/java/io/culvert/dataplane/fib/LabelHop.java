package io.culvert.dataplane.fib;

import io.culvert.dataplane.Drop;

/// A [LabelAction] in the form the packet path reads.
public final class LabelHop {
    public static final int POP_LOOKUP = 0;
    public static final int POP_FORWARD = 1;
    public static final int SWAP = 2;
    public static final int DISCARD = 3;

    private static final int[] NONE = {};

    /// What stands at labels that are not given out.
    static final LabelHop VACANT = of(new LabelAction.Discard(Drop.LABEL_UNKNOWN));

    public final int kind;

    /// The table to look up in, or that ICMP errors are sent in; may be [LabelAction#TABLE_UNKNOWN].
    public final int table;

    public final int entry;
    public final Drop discard;
    private final int[] labels;

    private LabelHop(int kind, int table, int entry, Drop discard, int[] labels) {
        this.kind = kind;
        this.table = table;
        this.entry = entry;
        this.discard = discard;
        this.labels = labels;
    }

    static LabelHop of(LabelAction action) {
        return switch (action) {
            case LabelAction.PopLookup(int table) ->
                    new LabelHop(POP_LOOKUP, table, 0, Drop.LABEL_UNKNOWN, NONE);
            case LabelAction.PopForward(int table, int entry) ->
                    new LabelHop(POP_FORWARD, table, entry, Drop.LABEL_UNKNOWN, NONE);
            case LabelAction.Swap(var labels, int entry, int table) ->
                    new LabelHop(SWAP, table, entry, Drop.LABEL_UNKNOWN, Hop.values(labels));
            case LabelAction.Discard(Drop reason) ->
                    new LabelHop(DISCARD, LabelAction.TABLE_UNKNOWN, 0, reason, NONE);
        };
    }

    /// Whether it leads to an entry.
    boolean usesEntry() {
        return kind == POP_FORWARD || kind == SWAP;
    }

    public int labelCount() {
        return labels.length;
    }

    /// The label at `index`, 0 being the top.
    public int label(int index) {
        return labels[index];
    }
}
