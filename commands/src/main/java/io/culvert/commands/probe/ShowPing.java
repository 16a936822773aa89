package io.culvert.commands.probe;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.PingResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a ping came to.
///
/// @param sourceIsNamed whether the operator chose the source
record ShowPing(
        Vrf vrf,
        IpAddress source,
        boolean sourceIsNamed,
        IpAddress destination,
        int sizeOctets,
        int count,
        Duration timeout,
        boolean dontFragment,
        int sent,
        int replies,
        int successPercent,
        Optional<PingResult.Times> times,
        List<PingResult.Outcome> outcomes)
        implements Answer {
    /// Marks of requests in one line.
    static final int MARKS_PER_LINE = 70;

    ShowPing {
        outcomes = List.copyOf(outcomes);
    }

    static ShowPing of(PingResult result, boolean sourceIsNamed) {
        PingRequest request = result.request();
        return new ShowPing(
                request.vrf(),
                request.source(),
                sourceIsNamed,
                request.destination(),
                request.size(),
                request.count(),
                request.timeout(),
                request.dontFragment(),
                result.sent(),
                result.replies(),
                result.successPercent(),
                result.times(),
                result.outcomes());
    }

    /// What stands before the first mark.
    static String banner(PingRequest request, boolean sourceIsNamed) {
        return "Type escape sequence to abort.\nSending %d, %d-byte ICMP Echos to %s, timeout is %d seconds:\n"
                        .formatted(
                                request.count(),
                                request.size(),
                                request.destination(),
                                request.timeout().toSeconds())
                + (sourceIsNamed
                        ? "Packet sent with a source address of " + request.source() + " \n"
                        : "")
                + (request.dontFragment() ? "Packet sent with the DF bit set\n" : "");
    }

    private String banner() {
        return banner(
                PingRequest.of(vrf, source, destination, 0)
                        .withCount(count)
                        .withSize(sizeOctets)
                        .withTiming(timeout, Duration.ZERO)
                        .withDontFragment(dontFragment),
                sourceIsNamed);
    }

    /// The last line.
    String summary() {
        return "Success rate is %d percent (%d/%d)".formatted(successPercent, replies, sent)
                + times.map(each -> ", round-trip min/avg/max = " + each + " ms").orElse("")
                + "\n";
    }

    @Override
    public String text() {
        var text = new StringBuilder(banner());
        int column = 0;
        for (PingResult.Outcome outcome : outcomes) {
            text.append(outcome.mark().character());
            column++;
            if (column % MARKS_PER_LINE == 0) {
                text.append('\n');
            }
        }
        return text.append(column % MARKS_PER_LINE == 0 ? "" : "\n").append(summary()).toString();
    }
}
