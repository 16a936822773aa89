package io.culvert.bgp;

import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.List;
import java.util.Map;

/// Which VPN routes are kept at all, RFC 4364 section 4.3.2: those that a VRF imports, or every one where we pass VPN
/// routes on: to dynamic neighbours, to clients of a route reflector, or between neighbours of which one is external.
final class VpnFilter {
    private final Speaker speaker;
    private final Imports imports;
    private boolean keepsAll;

    VpnFilter(Speaker speaker, Imports imports) {
        this.speaker = speaker;
        this.imports = imports;
    }

    void configure() {
        keepsAll =
                speaker.isRunning()
                        && (!speaker.config().defaultRouteTargetFilter()
                                || passesOn(FamilyId.VPNV4)
                                || passesOn(FamilyId.VPNV6));
    }

    /// Whether also routes are kept that no VRF imports.
    boolean keepsAll() {
        return keepsAll;
    }

    private boolean passesOn(FamilyId family) {
        BgpConfig config = speaker.config();
        Map<PeerKey, PeerFamilySettings> peers = config.family(family).peers();
        boolean reflects =
                peers.values().stream().anyMatch(s -> s.routeReflectorClient().orElse(false));
        boolean listens =
                config.listenRanges().stream()
                        .anyMatch(
                                range ->
                                        config.family(family)
                                                .peer(new PeerKey.Group(range.peerGroup()))
                                                .isActive());
        int neighbours = 0;
        boolean external = false;
        for (var entry : config.neighbors().entrySet()) {
            var neighbour = entry.getValue();
            if (entry.getKey().vrf().isGlobal()
                    && config.effective(family, entry.getKey(), neighbour.peerGroup()).isActive()) {
                neighbours++;
                external |=
                        config.effective(neighbour)
                                .remoteAs()
                                .filter(as -> as != config.as())
                                .isPresent();
            }
        }
        return reflects || listens || neighbours > 1 && external;
    }

    boolean wants(List<ExtendedCommunity> communities) {
        return keepsAll || imports.isWanted(communities);
    }
}
