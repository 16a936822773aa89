package io.culvert.commands.advice;

import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.TunnelMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a spoke's tunnel and its hub's must agree on so that anything passes, and with NHRP what that needs. Each check says what is wrong and which line mends it, or nothing.
final class PairChecks {
    /// One thing that both ends must agree on.
    interface PairCheck {
        Stream<Finding> of(TunnelPair pair);
    }

    private static final List<PairCheck> TUNNEL_CHECKS =
            List.of(
                    PairChecks::mode,
                    PairChecks::key,
                    PairChecks::protection,
                    FrontDoorCheck::of,
                    SuiteCheck::of,
                    IdentityCheck::of,
                    SharedKeyCheck::of,
                    PoolCheck::of,
                    WayAdvice::back);

    private PairChecks() {}

    static List<Finding> of(TunnelPair pair) {
        if (pair.spoke().port().nhrp().isOn() && !pair.hub().port().nhrp().isOn()) {
            return List.of(
                    pair.finding(
                            InterfaceConfig::nhrp,
                            "%s has NHRP, but %s has no ip nhrp network-id: the hub speaks no NHRP, and no shortcut forms; enter ip nhrp network-id there"
                                    .formatted(pair.spokeInWords(), pair.hubInWords())));
        }
        return Stream.concat(
                        TUNNEL_CHECKS.stream(),
                        pair.spoke().port().nhrp().isOn()
                                ? NhrpChecks.ALL.stream()
                                : Stream.empty())
                .flatMap(check -> check.of(pair))
                .toList();
    }

    /// One finding if something is wrong, or none.
    static Stream<Finding> when(
            boolean wrong, TunnelPair pair, Function<InterfaceConfig, ?> part, String sentence) {
        return wrong ? Stream.of(pair.finding(part, sentence)) : Stream.empty();
    }

    private static Stream<Finding> mode(TunnelPair pair) {
        TunnelMode here = pair.spoke().port().tunnel().mode();
        TunnelMode there = pair.hub().port().tunnel().mode();
        boolean meet =
                here == there
                        || here.isIpsec() && there.isIpsec()
                        || here.isGre() && there.isGre() && here.outer().equals(there.outer());
        return when(
                !meet,
                pair,
                port -> port.tunnel().mode(),
                "%s is %s, and %s is %s: neither understands the other; enter the same tunnel mode on both"
                        .formatted(
                                pair.spokeInWords(),
                                here.transport(),
                                pair.hubInWords(),
                                there.transport()));
    }

    /// RFC 2890 section 2.1: packets with another key are another tunnel's.
    private static Stream<Finding> key(TunnelPair pair) {
        Optional<Long> here = pair.spoke().port().tunnel().key();
        Optional<Long> there = pair.hub().port().tunnel().key();
        boolean areGre =
                pair.spoke().port().tunnel().mode().isGre()
                        && pair.hub().port().tunnel().mode().isGre();
        return when(
                areGre && !here.equals(there),
                pair,
                port -> port.tunnel().key(),
                "%s has %s, and %s has %s: each drops the packets of the other; enter the same tunnel key on both"
                        .formatted(pair.spokeInWords(), key(here), pair.hubInWords(), key(there)));
    }

    private static String key(Optional<Long> key) {
        return key.map(number -> "tunnel key " + number).orElse("no tunnel key");
    }

    /// What a template makes is protected by the session that it is made for.
    private static Stream<Finding> protection(TunnelPair pair) {
        boolean here = pair.spoke().port().tunnel().isProtected();
        boolean there = pair.hub().port().tunnel().isProtected() || pair.hub().isTemplate();
        return when(
                here != there,
                pair,
                port -> port.tunnel().protectionProfile(),
                "%s has %stunnel protection, and %s has %s: no packet passes; enter tunnel protection ipsec profile on %s at %s"
                        .formatted(
                                pair.spokeInWords(),
                                here ? "" : "no ",
                                pair.hubInWords(),
                                here ? "none" : "it",
                                (here ? pair.hub() : pair.spoke()).port().name(),
                                (here ? pair.hub() : pair.spoke()).router()));
    }
}
