package io.culvert.bgp.show;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `show ip bgp ... summary`.
public record BgpSummaryView(
        Ipv4Address routerId,
        long localAs,
        long version,
        int networks,
        int paths,
        List<Row> rows,
        List<Range> listenRanges,
        int dynamicNeighbors,
        int listenLimit) {
    public BgpSummaryView {
        rows = List.copyOf(rows);
        listenRanges = List.copyOf(listenRanges);
    }

    /// @param upDown since the session came up or went; empty for `never`
    /// @param prefixes how many are accepted while the session stands; else `state` is printed
    public record Row(
            IpAddress neighbor,
            Vrf vrf,
            boolean dynamic,
            int version,
            long as,
            long messagesReceived,
            long messagesSent,
            long tableVersion,
            int inQueue,
            int outQueue,
            Optional<Duration> upDown,
            String state,
            Optional<Integer> prefixes) {}

    public record Range(Prefix range, String peerGroup) {}
}
