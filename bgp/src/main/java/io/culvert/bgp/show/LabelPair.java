package io.culvert.bgp.show;

import io.culvert.base.Label;
import io.culvert.base.Vrf;
import java.util.Optional;

/// The labels of a path as displays print them: `25/16`, `16/nolabel(cust1)`, `20/aggregate(cust2)`, `nolabel/18`.
///
/// @param in the label that we gave to others
public record LabelPair(Optional<Label> in, Out out) {
    public static final LabelPair NONE = new LabelPair(Optional.empty(), new Out.None());

    public sealed interface Out {
        record None() implements Out {}

        /// The label that the neighbour gave to us.
        record Remote(Label label) implements Out {}

        /// Discard and summary routes: a look into the VRF's table.
        record Aggregate(Vrf vrf) implements Out {}

        /// Other routes of a VRF of ours.
        record Local(Vrf vrf) implements Out {}

        default String text() {
            return switch (this) {
                case None _ -> "nolabel";
                case Remote(var label) -> word(label);
                case Aggregate(var vrf) -> "aggregate(" + vrf.name() + ")";
                case Local(var vrf) -> "nolabel(" + vrf.name() + ")";
            };
        }
    }

    private static String word(Label label) {
        return switch (label.value()) {
            case 0, 2 -> "exp-null";
            case 3 -> "imp-null";
            default -> label.toString();
        };
    }

    /// Whether there is anything to print in the display of one prefix.
    public boolean isEmpty() {
        return in.isEmpty() && out instanceof Out.None;
    }

    @Override
    public String toString() {
        return in.map(LabelPair::word).orElse("nolabel") + "/" + out.text();
    }
}
