package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// `crypto ikev2 policy NAME`: which proposals count for an IKE SA.
///
/// @param fvrf `match fvrf`; empty for `any`
/// @param localAddresses `match address local`; none means every address
/// @param proposals names, in order of preference
public record Ikev2Policy(
        String name, Optional<Vrf> fvrf, List<IpAddress> localAddresses, List<String> proposals) {
    public static final Ikev2Policy DEFAULT =
            new Ikev2Policy("", Optional.of(Vrf.GLOBAL), List.of(), List.of());

    /// What exists under the name `default`, tried last.
    public static final Ikev2Policy SMART_DEFAULT =
            new Ikev2Policy("default", Optional.empty(), List.of(), List.of("default"));

    public Ikev2Policy {
        localAddresses = List.copyOf(localAddresses);
        proposals = List.copyOf(proposals);
    }

    public Ikev2Policy withName(String name) {
        return new Ikev2Policy(name, fvrf, localAddresses, proposals);
    }

    public Ikev2Policy withFvrf(Optional<Vrf> fvrf) {
        return new Ikev2Policy(name, fvrf, localAddresses, proposals);
    }

    public Ikev2Policy withLocalAddresses(List<IpAddress> localAddresses) {
        return new Ikev2Policy(name, fvrf, localAddresses, proposals);
    }

    public Ikev2Policy withProposals(List<String> proposals) {
        return new Ikev2Policy(name, fvrf, localAddresses, proposals);
    }

    public boolean matches(Vrf vrf, IpAddress local) {
        return fvrf.map(vrf::equals).orElse(true)
                && (localAddresses.isEmpty() || localAddresses.contains(local));
    }
}
