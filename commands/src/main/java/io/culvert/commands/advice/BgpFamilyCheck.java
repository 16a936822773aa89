package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteTarget;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.router.config.VrfConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which families a router has with one neighbour, and the neighbour not with it.
final class BgpFamilyCheck {
    private final BgpSide side;
    private final PeerKey.Neighbor neighbor;
    private final BgpConfig near;
    private final Optional<String> group;
    private final BgpSessionCheck.Answer answer;

    BgpFamilyCheck(BgpSide side, PeerKey.Neighbor neighbor, BgpSessionCheck.Answer answer) {
        this.side = side;
        this.neighbor = neighbor;
        this.answer = answer;
        near = side.bgp().orElseThrow();
        group = Objects.requireNonNull(near.neighbors().get(neighbor)).peerGroup();
    }

    /// A family that one side alone has is spoken by neither (RFC 4760 section 8). Whoever names IPv4 unicast beside others does not
    /// always mean it, nor does who asks for route targets.
    Stream<Finding> check(BgpConfig far) {
        List<FamilyId> here = active(near, neighbor, group);
        List<FamilyId> there = active(far, answer.key(), answer.group());
        boolean meet = here.stream().anyMatch(each -> has(there, each));
        var findings = new ArrayList<Finding>();
        for (FamilyId each : here) {
            boolean isMeant =
                    !each.isRouteTarget() && (!each.equals(FamilyId.IPV4) || !meet && isSaid());
            if (isMeant && !has(there, each)) {
                findings.add(
                        new Finding(
                                side.near().router(),
                                Finding.Place.of(
                                        config ->
                                                config.bgp()
                                                        .flatMap(
                                                                bgp ->
                                                                        bgp.family(each)
                                                                                .peer(neighbor)
                                                                                .activate()),
                                        config -> config.bgp().map(bgp -> bgp.family(each))),
                                "neighbor %s is active in address-family %s here, but this router is not at %s: no route of it is exchanged; enter %s activate in that address-family at %s"
                                        .formatted(
                                                neighbor.address(),
                                                each,
                                                side.far().router(),
                                                answer.words(),
                                                side.far().router())));
            }
        }
        Stream.of(AddressFamily.values())
                .filter(family -> isForgotten(family, here, there, far))
                .map(this::forgotten)
                .forEach(findings::add);
        return findings.stream();
    }

    /// A VPN family that the other would speak with whoever comes by its range, and this one only its sister: not every spoke has
    /// customers of both, but this one has some that the other knows.
    private boolean isForgotten(
            AddressFamily family, List<FamilyId> here, List<FamilyId> there, BgpConfig far) {
        boolean isByRange = !far.neighbors().containsKey(answer.key());
        boolean hasSister =
                Stream.of(AddressFamily.values())
                        .filter(other -> other != family)
                        .map(FamilyId::vpn)
                        .anyMatch(sister -> has(here, sister) && has(there, sister));
        FamilyId vpn = FamilyId.vpn(family);
        return isByRange
                && hasSister
                && has(there, vpn)
                && !has(here, vpn)
                && near.neighbors().keySet().stream().noneMatch(key -> isActive(key, vpn))
                && side.near().config().vrfs().values().stream()
                        .anyMatch(vrf -> isShared(vrf, family));
    }

    private boolean isActive(PeerKey.Neighbor key, FamilyId family) {
        return has(
                active(near, key, Objects.requireNonNull(near.neighbors().get(key)).peerGroup()),
                family);
    }

    /// Whether a VRF has an address of the family, and a target that some VRF at the other end has.
    private boolean isShared(VrfConfig vrf, AddressFamily family) {
        Set<RouteTarget> own = NhrpChecks.targets(vrf.effective(family));
        return vrf.has(family)
                && side.near().config().interfaces().values().stream()
                        .filter(port -> port.vrf().equals(vrf.vrf()) && !port.shutdown())
                        .flatMap(TunnelEnd::configured)
                        .anyMatch(each -> each.address().family() == family)
                && side.far().config().vrfs().values().stream()
                        .filter(other -> other.has(family))
                        .map(other -> NhrpChecks.targets(other.effective(family)))
                        .anyMatch(other -> !Collections.disjoint(own, other));
    }

    private Finding forgotten(AddressFamily family) {
        FamilyId vpn = FamilyId.vpn(family);
        return new Finding(
                side.near().router(),
                BgpAdvice.place(neighbor),
                "neighbor %s is not active in address-family %s here, but this router is at %s, and both have VRFs of that family: no route of it is exchanged; enter neighbor %s activate in address-family %s"
                        .formatted(
                                neighbor.address(),
                                vpn,
                                side.far().router(),
                                neighbor.address(),
                                vpn));
    }

    /// Whether IPv4 unicast is spoken because a line says so.
    private boolean isSaid() {
        PeerFamilySettings own = near.family(FamilyId.IPV4).peer(neighbor);
        return own.activate().isPresent()
                || group.map(group -> near.family(FamilyId.IPV4).peer(new PeerKey.Group(group)))
                        .flatMap(PeerFamilySettings::activate)
                        .isPresent();
    }

    private static boolean has(List<FamilyId> families, FamilyId family) {
        return families.stream().anyMatch(each -> each.wire().equals(family.wire()));
    }

    private static List<FamilyId> active(
            BgpConfig bgp, PeerKey.Neighbor key, Optional<String> group) {
        return Stream.concat(Stream.of(FamilyId.IPV4), bgp.families().keySet().stream())
                .distinct()
                .filter(each -> each.vrf().equals(key.vrf()))
                .filter(each -> bgp.effective(each, key, group).isActive())
                .toList();
    }
}
