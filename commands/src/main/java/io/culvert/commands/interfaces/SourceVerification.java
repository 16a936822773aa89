package io.culvert.commands.interfaces;

import io.culvert.dataplane.Drop;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.SourceRule;
import java.util.Optional;

/// How an interface checks the sources of what comes in.
///
/// @param drops packets that did not pass, of both families
record SourceVerification(boolean strict, boolean allowDefault, long drops) {
    static Optional<SourceVerification> of(
            RouterView view, InterfaceState state, Optional<SourceRule> rule) {
        return rule.map(
                asked ->
                        new SourceVerification(
                                asked.strict(),
                                asked.allowDefault(),
                                view.counters(state).dropsIn(Drop.SOURCE_UNROUTED)));
    }

    String text(String family) {
        return "  %s verify source reachable-via %s%s\n   %d verification drops\n"
                .formatted(
                        family,
                        strict ? "RX" : "ANY",
                        allowDefault ? ", allow default" : "",
                        drops);
    }
}
