package io.culvert.commands.advice;

import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        return findings.stream();
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
