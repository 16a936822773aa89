package io.culvert.host.probe;

import io.culvert.base.IpAddress;
import io.culvert.host.probe.TracerouteResult.Hop;
import io.culvert.host.probe.TracerouteResult.Mark;
import io.culvert.host.probe.TracerouteResult.Outcome;
import io.culvert.wire.icmp.QuotedLabel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The hops of a trace as IOS prints them.
public final class TracerouteText {
    private TracerouteText() {}

    /// One hop; several lines if several routers answered.
    public static String of(Hop hop) {
        var text = new StringBuilder();
        for (int i = 0; i < hop.outcomes().size(); i++) {
            text.append(next(hop.hopLimit(), hop.outcomes().subList(0, i), hop.outcomes().get(i)));
        }
        return text.toString();
    }

    /// What one more outcome adds to the line of its hop.
    static String next(int hopLimit, List<Outcome> before, Outcome outcome) {
        String number = before.isEmpty() ? "%3d".formatted(hopLimit) : "";
        if (outcome.mark() == Mark.TIMED_OUT) {
            return number + "  *";
        }
        Optional<IpAddress> shown =
                before.stream()
                        .flatMap(earlier -> earlier.from().stream())
                        .reduce((_, last) -> last);
        boolean isNew = !shown.equals(outcome.from());
        String lead = isNew && shown.isPresent() ? "\n   " : number;
        String router =
                isNew
                        ? " "
                                + outcome.from().map(IpAddress::toString).orElse("")
                                + labels(outcome.labels())
                        : "";
        String time =
                outcome.time()
                        .map(duration -> " " + Math.max(1, duration.toMillis()) + " msec")
                        .orElse("");
        return lead
                + router
                + (outcome.mark().text().isEmpty() ? time : " " + outcome.mark().text());
    }

    /// RFC 4950 as IOS shows it: the labels from the top, the class of the top.
    private static String labels(List<QuotedLabel> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        String stack =
                labels.stream()
                        .map(entry -> Integer.toString(entry.label().value()))
                        .collect(Collectors.joining("/"));
        String word = labels.size() == 1 ? "Label" : "Labels";
        return " [MPLS: " + word + " " + stack + " Exp " + labels.getFirst().exp() + "]";
    }
}
