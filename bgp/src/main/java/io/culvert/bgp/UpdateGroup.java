package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.route.PathAttributes;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Peers of one family that are told the same, because their outbound policy is the same.
final class UpdateGroup {
    /// What must be equal for two peers to be told the same.
    ///
    /// @param policy the settings that matter outwards, the others cleared
    /// @param remoteAs only where a path is rewritten with it
    record Key(
            FamilyId family,
            boolean external,
            PeerFamilySettings policy,
            Optional<LocalAs> localAs,
            Optional<Long> remoteAs) {
        static Key of(FamilyId family, Peer peer) {
            PeerFamilySettings settings = peer.family(family);
            PeerFamilySettings outward =
                    settings.withActivate(Optional.empty())
                            .withRouteMapIn(Optional.empty())
                            .withPrefixListIn(Optional.empty())
                            .withAllowAsIn(Optional.empty())
                            .withSoftReconfigurationInbound(Optional.empty())
                            .withMaximumPrefix(Optional.empty())
                            .withWeight(Optional.empty());
            boolean rewrites = settings.asOverride().orElse(false);
            return new Key(
                    family,
                    peer.external(),
                    outward,
                    peer.settings().localAs(),
                    rewrites ? peer.settings().remoteAs() : Optional.empty());
        }
    }

    /// What the group made of attributes, and everything that this depends on.
    ///
    /// @param in the attributes as the outbound policy left them
    /// @param of the attributes of the path
    record Rewritten(
            PathAttributes in,
            PathAttributes of,
            Path.Origination origination,
            Ipv4Address sourceId,
            Ipv4Address routerId,
            BgpSettings settings,
            PathAttributes out) {}

    private final int number;
    private final Key key;
    private final SequencedMap<Peer, Outbox> members = new LinkedHashMap<>();
    private Optional<Rewritten> rewritten = Optional.empty();
    private @Nullable Advertised told;
    private Optional<Packed> packed = Optional.empty();

    UpdateGroup(int number, Key key) {
        this.number = number;
        this.key = key;
    }

    int number() {
        return number;
    }

    Key key() {
        return key;
    }

    /// The peers, with what each has yet to be told; to be looked at.
    SequencedMap<Peer, Outbox> members() {
        return members;
    }

    void join(Outbox outbox) {
        members.put(outbox.peer(), outbox);
        outbox.group(this);
    }

    /// False if the peer is no member.
    boolean leave(Peer peer) {
        Outbox outbox = members.remove(peer);
        if (outbox != null) {
            outbox.group(null);
        }
        return outbox != null;
    }

    /// The attributes that were rewritten last: the next route mostly has the same.
    Optional<Rewritten> rewritten() {
        return rewritten;
    }

    void rewritten(Rewritten value) {
        rewritten = Optional.of(value);
    }

    /// What was told last of a destination that no other group was told of.
    Optional<Advertised> told() {
        return Optional.ofNullable(told);
    }

    void told(@Nullable Advertised value) {
        told = value;
    }

    /// What was packed last: the next member is mostly told the same.
    Optional<Packed> packed() {
        return packed;
    }

    void packed(Packed value) {
        packed = Optional.of(value);
    }

    /// Whether somebody is told of what this peer said.
    boolean hasOtherThan(Optional<Peer> source) {
        return members.size() > 1
                || members.keySet().stream().anyMatch(m -> source.filter(s -> s == m).isEmpty());
    }
}
