package io.culvert.dataplane.fib;

import io.culvert.base.Label;
import io.culvert.dataplane.Drop;
import java.util.List;

/// What is done with a packet whose top label is one of ours (RFC 3031 section 3.10, the NHLFE).
public sealed interface LabelAction {
    /// In which table an ICMP error about the packet is sent when no VRF is known.
    int TABLE_UNKNOWN = -1;

    /// Pop, then look the IP packet up in `table`: an aggregate label.
    record PopLookup(int table) implements LabelAction {}

    /// Pop, then go on to `entry` without a lookup: the IP packet of `table`, or the labels beneath.
    record PopForward(int table, int entry) implements LabelAction {}

    /// Put `labels`, top first, in place of the top label and go on to `entry`. `table` is the VRF the label stands for,
    /// or [#TABLE_UNKNOWN] for a transit label.
    record Swap(List<Label> labels, int entry, int table) implements LabelAction {
        public Swap {
            labels = List.copyOf(labels);
            if (labels.isEmpty()) {
                throw new IllegalArgumentException("a swap puts a label");
            }
        }
    }

    record Discard(Drop reason) implements LabelAction {}
}
