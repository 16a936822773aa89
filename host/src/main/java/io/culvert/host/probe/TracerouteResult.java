package io.culvert.host.probe;

import io.culvert.base.IpAddress;
import io.culvert.wire.icmp.QuotedLabel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came of a trace: its hops in order, each with its probes.
///
/// @param reached whether the destination itself answered
public record TracerouteResult(TracerouteRequest request, List<Hop> hops, boolean reached) {
    public TracerouteResult {
        hops = List.copyOf(hops);
    }

    public record Hop(int hopLimit, List<Outcome> outcomes) {
        public Hop {
            outcomes = List.copyOf(outcomes);
        }
    }

    /// @param from who answered; empty if nobody did
    /// @param time from probe to answer; present exactly if somebody answered
    /// @param labels with which the probe came to that router, RFC 4950
    public record Outcome(
            Mark mark,
            Optional<IpAddress> from,
            Optional<Duration> time,
            List<QuotedLabel> labels) {
        public Outcome {
            labels = List.copyOf(labels);
        }
    }

    /// What IOS prints in place of, or behind, the time of a probe.
    public enum Mark {
        EXPIRED(""),
        /// Port unreachable by the destination: it was reached.
        ARRIVED(""),
        TIMED_OUT("*"),
        NETWORK_UNREACHABLE("!N"),
        HOST_UNREACHABLE("!H"),
        PROTOCOL_UNREACHABLE("!P"),
        PROHIBITED("!A"),
        TOO_BIG("!F"),
        OTHER("!?");

        private final String text;

        Mark(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
