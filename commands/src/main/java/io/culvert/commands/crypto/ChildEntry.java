package io.culvert.commands.crypto;

import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.wire.ike.TrafficSelector;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// One Child SA below its IKE SA.
///
/// @param state `ACTIVE`, or what else it is in
/// @param worker the one that has it for itself (RFC 9611)
record ChildEntry(
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        String inboundSpi,
        String outboundSpi,
        String encryption,
        int keySize,
        String hash,
        String mode,
        String state,
        OptionalInt worker) {
    ChildEntry {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }

    static ChildEntry of(IkeSnapshot.ChildView view) {
        ChildSa sa = view.sa();
        EspSuite suite = sa.suite();
        return new ChildEntry(
                sa.localSelectors(),
                sa.remoteSelectors(),
                "0x%08X".formatted(sa.inboundSpi()),
                "0x%08X".formatted(sa.outboundSpi()),
                Algorithms.encryption(suite.encryption()),
                suite.encryption().keyBits(),
                Algorithms.hash(suite.integrity()),
                sa.mode().name().toLowerCase(Locale.ROOT),
                view.state(),
                sa.resource());
    }

    /// @param withAlgorithms whether the lines of `detailed` are wanted
    String text(boolean withAlgorithms) {
        var text = new StringBuilder();
        text.append(selectors("Child sa: local selector  ", localSelectors));
        text.append(selectors("          remote selector ", remoteSelectors));
        text.append("          ESP spi in/out: " + inboundSpi + "/" + outboundSpi + "\n");
        worker.ifPresent(number -> text.append("          Resource: worker " + number + "\n"));
        if (withAlgorithms) {
            text.append("          AH spi in/out: 0x0/0x0\n");
            text.append("          CPI in/out: 0x0/0x0\n");
            text.append(
                    "          Encr: %s, keysize: %d, esp_hmac: %s\n"
                            .formatted(encryption, keySize, hash));
            text.append("          ah_hmac: None, comp: IPCOMP_NONE, mode " + mode + "\n");
        }
        return text.toString();
    }

    private static String selectors(String title, List<TrafficSelector> selectors) {
        var text = new StringBuilder();
        String lead = title;
        for (TrafficSelector selector : selectors) {
            text.append(lead).append(words(selector)).append('\n');
            lead = " ".repeat(title.length());
        }
        return text.toString();
    }

    private static String words(TrafficSelector selector) {
        return switch (selector) {
            case TrafficSelector.Range range ->
                    range.first()
                            + "/"
                            + range.portFirst()
                            + " - "
                            + range.last()
                            + "/"
                            + range.portLast();
            case TrafficSelector.Other other -> other.toString();
        };
    }
}
