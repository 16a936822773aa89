package io.culvert.bgp.config;

import io.culvert.base.Vrf;
import io.culvert.bgp.policy.PolicyBook;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Everything that the engine is configured with: `router bgp`, the VRFs and the policies that its lines name.
///
/// @param bgp empty without `router bgp`
/// @param hostName for the FQDN capability
public record BgpSettings(
        Optional<BgpConfig> bgp,
        NavigableMap<Vrf, VrfConfig> vrfs,
        PolicyBook policies,
        String hostName) {
    public static final BgpSettings NONE =
            new BgpSettings(
                    Optional.empty(), Collections.emptyNavigableMap(), PolicyBook.EMPTY, "");

    public BgpSettings {
        vrfs = Collections.unmodifiableNavigableMap(new TreeMap<>(vrfs));
    }

    public BgpSettings withBgp(Optional<BgpConfig> value) {
        return new BgpSettings(value, vrfs, policies, hostName);
    }

    public BgpSettings withVrfs(NavigableMap<Vrf, VrfConfig> value) {
        return new BgpSettings(bgp, value, policies, hostName);
    }

    public BgpSettings withPolicies(PolicyBook value) {
        return new BgpSettings(bgp, vrfs, value, hostName);
    }

    public BgpSettings withHostName(String value) {
        return new BgpSettings(bgp, vrfs, policies, value);
    }
}
