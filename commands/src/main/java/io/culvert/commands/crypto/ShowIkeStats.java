package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.ike.v2.IkeSnapshot;
import java.util.List;

/// `show crypto ikev2 stats`: how many SAs there are, and every reason to drop a message with its count.
record ShowIkeStats(int established, int negotiating, int halfOpenIncoming, List<Drop> drops)
        implements Answer {
    record Drop(String reason, long messages, String sentence) {}

    ShowIkeStats {
        drops = List.copyOf(drops);
    }

    static ShowIkeStats of(IkeSnapshot snapshot) {
        return new ShowIkeStats(
                count(snapshot, "READY"),
                count(snapshot, "IN-NEG"),
                snapshot.halfOpen(),
                snapshot.drops().entrySet().stream()
                        .map(
                                drop ->
                                        new Drop(
                                                drop.getKey().name(),
                                                drop.getValue(),
                                                drop.getKey().sentence()))
                        .toList());
    }

    private static int count(IkeSnapshot snapshot, String status) {
        return (int) snapshot.sas().stream().filter(sa -> sa.status().equals(status)).count();
    }

    @Override
    public String text() {
        var text = new StringBuilder("Crypto IKEv2 SA Statistics\n");
        text.append("Active IKEv2 SA count: " + established + "\n");
        text.append("SAs in negotiation:    " + negotiating);
        text.append(" (incoming and half open: " + halfOpenIncoming + ")\n\n");
        text.append(
                new Row()
                        .at(0, "Dropped because")
                        .endingAt(34, "Messages")
                        .at(37, "Meaning")
                        .line());
        for (Drop drop : drops) {
            text.append(
                    new Row()
                            .at(0, drop.reason())
                            .endingAt(34, drop.messages())
                            .at(37, drop.sentence())
                            .line());
        }
        return text.toString();
    }
}
