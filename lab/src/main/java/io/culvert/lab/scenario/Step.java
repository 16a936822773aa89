package io.culvert.lab.scenario;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.lab.Endpoint;
import io.culvert.lab.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One step of a scenario.
public sealed interface Step {
    /// @param within how long it may take until every expectation holds; empty for at once
    record Run(
            String node, String command, Optional<Duration> within, List<Expectation> expectations)
            implements Step {
        public Run {
            expectations = List.copyOf(expectations);
        }
    }

    record Pass(Duration time) implements Step {}

    record LinkChange(Endpoint endpoint, List<Fault> faults) implements Step {
        public LinkChange {
            faults = List.copyOf(faults);
        }
    }

    record Capture(Endpoint endpoint, String file) implements Step {}

    record ClearText(Endpoint endpoint, boolean strict) implements Step {}

    record Isolated(Vrf one, Vrf other) implements Step {}

    record Configure(String node, List<ConfigLine> lines) implements Step {
        public Configure {
            lines = List.copyOf(lines);
        }
    }

    record Power(String node, PowerChange change) implements Step {}

    record Resolves(String from, Optional<Vrf> vrf, IpAddress to, List<String> via)
            implements Step {
        public Resolves {
            via = List.copyOf(via);
        }
    }

    enum PowerChange {
        CRASH,
        START,
        RELOAD
    }

    /// @param refused what the answer must hold if the line must be refused, empty text for any answer
    record ConfigLine(int line, String text, Optional<String> refused) {}

    /// One word of a `link` step.
    sealed interface Fault {
        record Carrier(boolean up) implements Fault {}

        /// What the faults of the endpoint become.
        record Change(UnaryOperator<Faults> change) implements Fault {}
    }
}
