package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Proposal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// `show crypto ikev2 proposal`.
record ShowProposals(List<Entry> proposals) implements Answer {
    record Entry(
            String name,
            List<String> encryption,
            List<String> integrity,
            List<String> prf,
            List<String> groups) {
        Entry {
            encryption = List.copyOf(encryption);
            integrity = List.copyOf(integrity);
            prf = List.copyOf(prf);
            groups = List.copyOf(groups);
        }

        static Entry of(Ikev2Proposal proposal) {
            return new Entry(
                    proposal.name(),
                    upper(proposal.encryption().stream().map(Encryption::word)),
                    proposal.integrity().isEmpty()
                            ? List.of("none")
                            : proposal.integrity().stream().map(Entry::hash).toList(),
                    proposal.prfs().stream().map(Algorithms::prf).toList(),
                    proposal.groups().stream().map(Entry::group).toList());
        }

        private static List<String> upper(Stream<String> words) {
            return words.map(word -> word.toUpperCase(Locale.ROOT)).toList();
        }

        private static String hash(Integrity integrity) {
            return Algorithms.hash(integrity);
        }

        private static String group(KeyExchangeMethod method) {
            String kind =
                    switch (method.kind()) {
                        case MODP -> "DH_GROUP_" + method.bits() + "_MODP";
                        case ECP -> "DH_GROUP_" + method.bits() + "_ECP";
                        case MONTGOMERY -> method.name();
                    };
            return kind + "/Group " + method.transformId();
        }
    }

    ShowProposals {
        proposals = List.copyOf(proposals);
    }

    /// Those of the configuration, and the one that exists without a line.
    static ShowProposals of(IkeConfig config) {
        Stream<Ikev2Proposal> all =
                Stream.concat(
                        config.proposals().toList().stream(),
                        config.proposals().has(IkeConfig.SMART_NAME)
                                ? Stream.empty()
                                : config.proposal(IkeConfig.SMART_NAME).stream());
        return new ShowProposals(all.map(Entry::of).toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Entry entry : proposals) {
            text.append(" IKEv2 proposal: " + entry.name() + "\n");
            line(text, "Encryption", entry.encryption());
            line(text, "Integrity ", entry.integrity());
            line(text, "PRF       ", entry.prf());
            line(text, "DH Group  ", entry.groups());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String title, List<String> words) {
        text.append("     " + title + " : " + String.join(" ", words) + "\n");
    }
}
