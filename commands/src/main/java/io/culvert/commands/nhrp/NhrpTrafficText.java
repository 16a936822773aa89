package io.culvert.commands.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.nhrp.NhrpTraffic;
import io.culvert.wire.nhrp.NhrpType;
import java.util.SortedMap;

/// `show ip nhrp traffic`.
record NhrpTrafficText(SortedMap<InterfaceName, NhrpTraffic> traffic) implements Answer {
    @Override
    public Object json() {
        return traffic;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        traffic.forEach(
                (name, counts) ->
                        text.append(name)
                                .append(": Max-send limit:10000Pkts/10Sec, Usage:0%\n")
                                .append("   Sent: Total ")
                                .append(total(counts.sent()))
                                .append('\n')
                                .append(kinds(counts.sent(), counts.suppressed()))
                                .append("   Rcvd: Total ")
                                .append(total(counts.received()))
                                .append('\n')
                                .append(kinds(counts.received(), 0)));
        return text.toString();
    }

    private static long total(SortedMap<NhrpType, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String kinds(SortedMap<NhrpType, Long> counts, long suppressed) {
        return "         %d Resolution Request  %d Resolution Reply  %d Registration Request%n"
                        .formatted(
                                of(counts, NhrpType.RESOLUTION_REQUEST),
                                of(counts, NhrpType.RESOLUTION_REPLY),
                                of(counts, NhrpType.REGISTRATION_REQUEST))
                + "         %d Registration Reply  %d Purge Request  %d Purge Reply%n"
                        .formatted(
                                of(counts, NhrpType.REGISTRATION_REPLY),
                                of(counts, NhrpType.PURGE_REQUEST),
                                of(counts, NhrpType.PURGE_REPLY))
                + "         %d Error Indication  %d Traffic Indication  %d Redirect Suppress%n"
                        .formatted(
                                of(counts, NhrpType.ERROR_INDICATION),
                                of(counts, NhrpType.TRAFFIC_INDICATION),
                                suppressed);
    }

    private static long of(SortedMap<NhrpType, Long> counts, NhrpType type) {
        return counts.getOrDefault(type, 0L);
    }
}
