package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.TransformSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `show crypto ipsec transform-set`.
record ShowTransformSets(List<Entry> sets) implements Answer {
    /// @param suites each in words such as `esp-256-aes esp-sha256-hmac`
    record Entry(String name, List<String> suites, IpsecMode mode) {
        Entry {
            suites = List.copyOf(suites);
        }

        static Entry of(TransformSet set) {
            return new Entry(
                    set.name(),
                    set.suites().stream().map(EspSuite::showWords).toList(),
                    set.mode());
        }

        /// `NAME: { esp-gcm 256  }`, and so on for each suite.
        ///
        /// @param colon what stands behind the name
        String words(String colon) {
            return suites.stream()
                    .map(suite -> "{ " + suite + "  }")
                    .collect(Collectors.joining(" , ", name + colon, ""));
        }

        private String modeWord() {
            return switch (mode) {
                case TUNNEL -> "Tunnel";
                case TRANSPORT -> "Transport";
            };
        }
    }

    ShowTransformSets {
        sets = List.copyOf(sets);
    }

    /// The one that exists without a line, and those of the configuration.
    static ShowTransformSets of(IkeConfig config) {
        Stream<TransformSet> unwritten =
                config.transformSets().has(IkeConfig.SMART_NAME)
                        ? Stream.empty()
                        : Stream.of(TransformSet.SMART_DEFAULT);
        return new ShowTransformSets(
                Stream.concat(unwritten, config.transformSets().toList().stream())
                        .map(Entry::of)
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Entry set : sets) {
            text.append("Transform set " + set.words(": ") + "\n");
            text.append("   will negotiate = { " + set.modeWord() + ",  },\n\n");
        }
        return text.toString();
    }
}
