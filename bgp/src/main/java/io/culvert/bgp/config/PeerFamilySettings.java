package io.culvert.bgp.config;

import io.culvert.base.SiteOfOrigin;
import java.util.Optional;

/// What is said of a neighbour or peer group inside of an address family. What is empty comes from the peer group.
///
/// @param nextHopSelfAll also for reflected routes
/// @param nextHopUnchanged keeps the next hop towards an external neighbour
/// @param sendCommunity none if empty
/// @param allowAsIn how often our AS number may stand in a received path
/// @param asOverride sends our AS number wherever the path holds that of the neighbour
/// @param softReconfigurationInbound keeps what was received beside what the policy made of it
/// @param routeReflectorClient RFC 4456
/// @param siteOfOrigin of the routes that come from the neighbour, which are not told to it again (RFC 4364 section 7)
public record PeerFamilySettings(
        Optional<Boolean> activate,
        Optional<Boolean> nextHopSelf,
        Optional<Boolean> nextHopSelfAll,
        Optional<Boolean> nextHopUnchanged,
        Optional<SendCommunity> sendCommunity,
        Optional<String> routeMapIn,
        Optional<String> routeMapOut,
        Optional<String> prefixListIn,
        Optional<String> prefixListOut,
        Optional<Integer> allowAsIn,
        Optional<Boolean> asOverride,
        Optional<Boolean> softReconfigurationInbound,
        Optional<DefaultOriginate> defaultOriginate,
        Optional<MaximumPrefix> maximumPrefix,
        Optional<Integer> weight,
        Optional<Boolean> removePrivateAs,
        Optional<Boolean> routeReflectorClient,
        Optional<SiteOfOrigin> siteOfOrigin) {
    public static final PeerFamilySettings EMPTY =
            new PeerFamilySettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// These settings, with those of the peer group where these say nothing.
    public PeerFamilySettings over(PeerFamilySettings group) {
        return new PeerFamilySettings(
                activate.or(group::activate),
                nextHopSelf.or(group::nextHopSelf),
                nextHopSelfAll.or(group::nextHopSelfAll),
                nextHopUnchanged.or(group::nextHopUnchanged),
                sendCommunity.or(group::sendCommunity),
                routeMapIn.or(group::routeMapIn),
                routeMapOut.or(group::routeMapOut),
                prefixListIn.or(group::prefixListIn),
                prefixListOut.or(group::prefixListOut),
                allowAsIn.or(group::allowAsIn),
                asOverride.or(group::asOverride),
                softReconfigurationInbound.or(group::softReconfigurationInbound),
                defaultOriginate.or(group::defaultOriginate),
                maximumPrefix.or(group::maximumPrefix),
                weight.or(group::weight),
                removePrivateAs.or(group::removePrivateAs),
                routeReflectorClient.or(group::routeReflectorClient),
                siteOfOrigin.or(group::siteOfOrigin));
    }

    /// Whether routes are exchanged in this family.
    public boolean isActive() {
        return activate.orElse(false);
    }

    public PeerFamilySettings withActivate(Optional<Boolean> value) {
        return new PeerFamilySettings(
                value,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withNextHopSelf(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                value,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withNextHopSelfAll(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                value,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withNextHopUnchanged(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                value,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withSendCommunity(Optional<SendCommunity> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                value,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withRouteMapIn(Optional<String> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                value,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withRouteMapOut(Optional<String> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                value,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withPrefixListIn(Optional<String> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                value,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withPrefixListOut(Optional<String> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                value,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withAllowAsIn(Optional<Integer> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                value,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withAsOverride(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                value,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withSoftReconfigurationInbound(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                value,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withDefaultOriginate(Optional<DefaultOriginate> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                value,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withMaximumPrefix(Optional<MaximumPrefix> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                value,
                weight,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withWeight(Optional<Integer> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                value,
                removePrivateAs,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withRemovePrivateAs(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                value,
                routeReflectorClient,
                siteOfOrigin);
    }

    public PeerFamilySettings withRouteReflectorClient(Optional<Boolean> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                value,
                siteOfOrigin);
    }

    public PeerFamilySettings withSiteOfOrigin(Optional<SiteOfOrigin> value) {
        return new PeerFamilySettings(
                activate,
                nextHopSelf,
                nextHopSelfAll,
                nextHopUnchanged,
                sendCommunity,
                routeMapIn,
                routeMapOut,
                prefixListIn,
                prefixListOut,
                allowAsIn,
                asOverride,
                softReconfigurationInbound,
                defaultOriginate,
                maximumPrefix,
                weight,
                removePrivateAs,
                routeReflectorClient,
                value);
    }
}
