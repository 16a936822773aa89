package io.culvert.commands.crypto;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Policy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `show crypto ikev2 policy`.
record ShowPolicies(List<Ikev2Policy> policies) implements Answer {
    ShowPolicies {
        policies = List.copyOf(policies);
    }

    /// Those of the configuration, and the one that is tried last.
    static ShowPolicies of(IkeConfig config) {
        return new ShowPolicies(
                Stream.concat(
                                config.policies().toList().stream(),
                                config.policies().has(IkeConfig.SMART_NAME)
                                        ? Stream.empty()
                                        : Stream.of(Ikev2Policy.SMART_DEFAULT))
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Ikev2Policy policy : policies) {
            text.append(" IKEv2 policy : " + policy.name() + "\n");
            text.append("      Match fvrf : " + fvrf(policy.fvrf()) + "\n");
            if (policy.localAddresses().isEmpty()) {
                text.append("      Match address local : any\n");
            }
            for (IpAddress address : policy.localAddresses()) {
                text.append("      Match address local : " + address + "\n");
            }
            policy.proposals().forEach(name -> text.append("      Proposal    : " + name + "\n"));
        }
        return text.toString();
    }

    static String fvrf(Optional<Vrf> fvrf) {
        return fvrf.map(vrf -> vrf.isGlobal() ? "global" : vrf.name()).orElse("any");
    }
}
