package io.culvert.router.capture;

import io.culvert.base.Prefix;
import java.util.Optional;

/// Which packets are captured.
public sealed interface CaptureFilter {
    record Any() implements CaptureFilter {}

    /// What an IPv4 access list permits.
    record ByList(String name) implements CaptureFilter {}

    /// Packets of one family between these prefixes, under labels too.
    ///
    /// @param protocol the IP protocol; empty for any
    record Flow(
            Optional<Integer> protocol,
            Prefix source,
            Ports sourcePorts,
            Prefix destination,
            Ports destinationPorts)
            implements CaptureFilter {
        public Flow {
            if (source.family() != destination.family()) {
                throw new IllegalArgumentException("a flow between two families");
            }
        }
    }

    /// @param words as the operator typed them
    record Ports(int first, int last, boolean negated, String words) {
        public static final Ports ANY = new Ports(0, 65_535, false, "");

        boolean isAny() {
            return !negated && first == 0 && last == 65_535;
        }

        boolean has(int port) {
            return (port >= first && port <= last) != negated;
        }
    }
}
