package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.OrderedMap;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.VrfConfig;
import io.culvert.bgp.config.VrfRoutes;
import io.culvert.bgp.policy.AccessList;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecProfile;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the engines are configured with, worked out from the lines: an engine sees its own records alone.
final class EngineSettings {
    private EngineSettings() {}

    static BgpSettings bgp(RouterConfig config) {
        var vrfs = new TreeMap<Vrf, VrfConfig>();
        for (var vrf : config.vrfs()) {
            var known = VrfConfig.EMPTY.withRouteDistinguisher(vrf.rd());
            for (AddressFamily family : AddressFamily.values()) {
                known = known.withLabelMode(family, config.mpls().labelMode(vrf.vrf(), family));
                if (vrf.has(family)) {
                    known = known.withFamily(family, routes(vrf.effective(family)));
                }
            }
            vrfs.put(vrf.vrf(), known);
        }
        return new BgpSettings(config.bgp(), vrfs, policies(config), config.system().hostname());
    }

    private static VrfRoutes routes(VrfFamily family) {
        return new VrfRoutes(
                new TreeSet<>(family.exportTargets()),
                new TreeSet<>(family.importTargets()),
                family.exportMap(),
                family.importMap());
    }

    private static PolicyBook policies(RouterConfig config) {
        PolicyBook book = config.policies();
        var lists = new TreeMap<String, AccessList>();
        config.accessLists().forEach(list -> lists.put(list.name(), policyList(list)));
        return new PolicyBook(
                book.routeMaps(),
                book.prefixLists(),
                lists,
                book.communityLists(),
                book.extendedCommunityLists(),
                book.asPathLists());
    }

    /// Where a route is matched, the source of an extended entry stands for the prefix and its destination for the mask.
    private static AccessList policyList(io.culvert.router.config.AccessList list) {
        return new AccessList(
                list.name(),
                list.entries().stream()
                        .filter(entry -> entry instanceof AccessEntry.Rule)
                        .map(entry -> policyEntry((AccessEntry.Rule) entry, list.extended()))
                        .toList());
    }

    private static AccessList.Entry policyEntry(AccessEntry.Rule rule, boolean extended) {
        return new AccessList.Entry(
                rule.permit(),
                wildcard(rule.source()),
                extended ? Optional.of(wildcard(rule.destination())) : Optional.empty());
    }

    private static AccessList.Wildcard wildcard(AccessEntry.Wildcard wildcard) {
        return new AccessList.Wildcard(wildcard.address(), wildcard.wildcard());
    }

    static IkeConfig ike(RouterConfig config) {
        IkeConfig ike = config.ike();
        OrderedMap<String, IpsecProfile> profiles = ike.ipsecProfiles();
        for (IpsecProfile profile : ike.ipsecProfiles()) {
            profiles = profiles.with(profile.name(), filled(profile, config.ipsec()));
        }
        return ike.withIpsecProfiles(profiles)
                .withLocalAuthorizationLists(
                        config.aaa().networkAuthorization().asMap().entrySet().stream()
                                .filter(list -> list.getValue() == AaaConfig.AaaMethod.LOCAL)
                                .map(list -> list.getKey())
                                .toList());
    }

    /// The line for the whole router counts where the profile has the value of no line.
    private static IpsecProfile filled(IpsecProfile profile, IpsecConfig all) {
        IpsecProfile none = IpsecProfile.DEFAULT;
        IpsecProfile filled = profile;
        if (profile.lifetimeSeconds() == none.lifetimeSeconds()
                && all.lifetimeSeconds().isPresent()) {
            filled = filled.withLifetimeSeconds(all.lifetimeSeconds().get().intValue());
        }
        if (profile.lifetimeKilobytes() == none.lifetimeKilobytes()
                && all.lifetimeKilobytes().isPresent()) {
            filled = filled.withLifetimeKilobytes(all.lifetimeKilobytes().get());
        }
        if (profile.replayWindow() == none.replayWindow() && all.replayWindow().isPresent()) {
            filled = filled.withReplayWindow(all.replayWindow().get());
        }
        return filled;
    }
}
