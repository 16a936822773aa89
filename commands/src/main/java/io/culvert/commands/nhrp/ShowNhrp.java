package io.culvert.commands.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.Row;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// `show ip nhrp` and `show ipv6 nhrp`, with `brief` and `detail`. The VRF behind the prefix and the line about labels are ours:
/// no router that is documented prints them.
///
/// @param now router time
/// @param powerOn by the clock on the wall
record ShowNhrp(List<NhrpEntry> entries, Instant now, Instant powerOn, Layout layout)
        implements Answer {
    enum Layout {
        NORMAL,
        BRIEF,
        DETAIL
    }

    private static final String BRIEF_HEADER =
            "   Target             Via            NBMA           Mode   Intfc   Claimed\n";

    ShowNhrp {
        entries = List.copyOf(entries);
    }

    @Override
    public Object json() {
        return entries.stream().map(each -> each.by(WallTime.since(powerOn))).toList();
    }

    @Override
    public String text() {
        var text = new StringBuilder(layout == Layout.BRIEF ? BRIEF_HEADER : "");
        for (NhrpEntry entry : entries) {
            text.append(layout == Layout.BRIEF ? brief(entry) : normal(entry));
        }
        return text.toString();
    }

    private static String vrf(Vrf vrf) {
        return vrf.isGlobal() ? "" : " (" + vrf + ")";
    }

    private static String brief(NhrpEntry entry) {
        return new Row()
                .at(3, entry.prefix() + vrf(entry.vrf()))
                .at(22, entry.nextHop().map(IpAddress::toString).orElse("incomplete"))
                .at(37, entry.nbma().map(IpAddress::toString).orElse("-"))
                .at(52, word(entry.type()))
                .at(60, entry.out().shortName())
                .at(68, "<" + entry.claimedNbma().map(IpAddress::toString).orElse("   ") + ">")
                .line();
    }

    private String normal(NhrpEntry entry) {
        var text = new StringBuilder();
        text.append(entry.prefix()).append(vrf(entry.vrf()));
        entry.nextHop().ifPresent(hop -> text.append(" via ").append(hop));
        text.append("\n   ")
                .append(entry.out())
                .append(" created ")
                .append(Ages.age(Duration.between(entry.created(), now)))
                .append(
                        entry.expires()
                                .map(at -> ", expire " + Ages.age(left(at)))
                                .orElse(", never expire"))
                .append("\n   Type: ")
                .append(word(entry.type()))
                .append(", Flags: ")
                .append(
                        entry.flags().stream()
                                .filter(flag -> flag != Flag.NO_SOCKET)
                                .map(ShowNhrp::word)
                                .collect(Collectors.joining(" ")))
                .append('\n');
        entry.nbma().ifPresent(nbma -> text.append("   NBMA address: ").append(nbma).append('\n'));
        entry.claimedNbma()
                .ifPresent(
                        nbma ->
                                text.append("     (Claimed NBMA address: ")
                                        .append(nbma)
                                        .append(")\n"));
        if (entry.flags().contains(Flag.NO_SOCKET)) {
            text.append("    (no-socket)\n");
        }
        text.append(labels(entry));
        if (layout == Layout.DETAIL) {
            text.append(detail(entry));
        }
        return text.toString();
    }

    private Duration left(Instant until) {
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    private static String labels(NhrpEntry entry) {
        if (entry.labels().isEmpty()) {
            return "";
        }
        return "   MPLS: VPN label "
                + entry.labels().stream().map(Label::toString).collect(Collectors.joining(" "))
                + (entry.flags().contains(Flag.LOCAL)
                        ? ", local binding\n"
                        : ", transport implicit-null, remote binding\n");
    }

    private String detail(NhrpEntry entry) {
        String used =
                entry.lastUsed()
                        .map(at -> "  Last used: " + Ages.age(Duration.between(at, now)) + " ago\n")
                        .orElse("");
        String requester =
                entry.requester()
                        .map(
                                who ->
                                        "  Requester: "
                                                + who
                                                + entry.requestId()
                                                        .map(id -> " Request ID: " + id)
                                                        .orElse("")
                                                + "\n")
                        .orElse("");
        return "   Preference: 255\n" + requester + used;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
