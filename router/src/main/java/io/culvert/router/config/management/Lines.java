package io.culvert.router.config.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The terminal lines of a router.
///
/// @param vty lines for those who come from elsewhere, from number 0; empty where no configuration speaks of them
public record Lines(
        Optional<LineSettings> console, Optional<LineSettings> auxiliary, List<LineSettings> vty) {
    public static final Lines NONE = new Lines(Optional.empty(), Optional.empty(), List.of());
    public static final int VTY_MAX = 1_870;

    /// How many may come at once where no configuration says so.
    public static final int VTY_DEFAULT = 16;

    public Lines {
        vty = List.copyOf(vty);
    }

    public int vtyCount() {
        return vty.isEmpty() ? VTY_DEFAULT : vty.size();
    }

    public LineSettings vty(int number) {
        return vty.isEmpty() ? LineSettings.DEFAULT : vty.get(number);
    }

    public Lines withConsole(Optional<LineSettings> console) {
        return new Lines(console, auxiliary, vty);
    }

    public Lines withAuxiliary(Optional<LineSettings> auxiliary) {
        return new Lines(console, auxiliary, vty);
    }

    public Lines withVty(List<LineSettings> vty) {
        return new Lines(console, auxiliary, vty);
    }

    /// Changes every line there is.
    Lines map(UnaryOperator<LineSettings> change) {
        return new Lines(
                console.map(change),
                auxiliary.map(change),
                new ArrayList<>(vty.stream().map(change).toList()));
    }
}
