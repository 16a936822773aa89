package io.culvert.commands.capture;

import io.culvert.base.Bytes;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `show monitor capture NAME buffer brief`, `detailed` and `dump`: the packets.
///
/// @param leftOut packets after those that are shown
record ShowCapturePackets(Form form, List<PacketLine> packets, long leftOut) implements Answer {
    /// More packets than this are for a file.
    static final int SHOWN_MAX = 10_000;

    enum Form {
        BRIEF,
        DETAILED,
        DUMP
    }

    private static final int OCTETS_A_LINE = 16;
    private static final String RULE = " " + "-".repeat(76) + "\n";

    ShowCapturePackets {
        packets = List.copyOf(packets);
    }

    static ShowCapturePackets of(Router router, String name, Form form) {
        var packets = new ArrayList<PacketLine>();
        long[] firstAndCount = {0, 0};
        router.view()
                .captured(
                        name,
                        packet -> {
                            if (firstAndCount[1]++ == 0) {
                                firstAndCount[0] = packet.nanos();
                            }
                            if (packets.size() < SHOWN_MAX) {
                                packets.add(
                                        PacketLine.of(
                                                packet, firstAndCount[0], form != Form.BRIEF));
                            }
                        });
        return new ShowCapturePackets(form, packets, firstAndCount[1] - packets.size());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        if (form != Form.DUMP) {
            text.append(RULE)
                    .append(
                            " #   size   timestamp     source             destination      dscp"
                                    + "    protocol\n")
                    .append(RULE);
        }
        for (PacketLine packet : packets) {
            text.append(form == Form.DUMP ? packet.number() + "\n" : line(packet));
            if (form != Form.BRIEF) {
                dump(packet.octets(), text);
            }
        }
        if (leftOut > 0) {
            text.append(
                    "%d more packets are not shown: see monitor capture NAME export\n"
                            .formatted(leftOut));
        }
        return text.toString();
    }

    private static String line(PacketLine packet) {
        var row =
                new Row()
                        .endingAt(3, packet.number())
                        .endingAt(8, packet.size())
                        .endingAt(20, String.format(Locale.ROOT, "%.6f", packet.seconds()))
                        .at(24, packet.source())
                        .at(41, "->")
                        .at(45, packet.destination())
                        .at(62, packet.dscpWords())
                        .at(70, packet.protocol());
        packet.lost().ifPresent(reason -> row.at(80, "dropped: " + reason));
        return row.line();
    }

    private static void dump(Bytes octets, StringBuilder text) {
        for (int at = 0; at < octets.size(); at += OCTETS_A_LINE) {
            int end = Math.min(octets.size(), at + OCTETS_A_LINE);
            var hex = new StringBuilder();
            var print = new StringBuilder();
            for (int i = at; i < end; i++) {
                int octet = octets.u8(i);
                hex.append(i > at && (i - at) % 4 == 0 ? " " : "")
                        .append(String.format(Locale.ROOT, "%02X", octet));
                print.append(octet > 0x20 && octet < 0x7F ? (char) octet : '.');
            }
            text.append(String.format(Locale.ROOT, "  %04X:  %-35s   %s\n", at, hex, print));
        }
        text.append('\n');
    }
}
