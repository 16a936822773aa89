package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.bgp.route.PathAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One way to a destination: from a peer, from the routing table, or from a VPN route that a VRF imports. There may be
/// very many, so it is kept small: attributes are shared, and what is absent is null inside.
final class Path {
    /// The weight of what begins here.
    static final int LOCAL_WEIGHT = 32_768;

    final Origination origination;
    final PathAttributes attributes;
    final int weight;
    /// Rises with each path that comes: the lower, the older.
    final long age;
    /// The refresh that told it last.
    int epoch;
    /// The tag that the routing table gave it.
    final long tag;
    private final @Nullable IpAddress nextHop;
    private final @Nullable Label label;
    /// What was received, where the policy changed it and it is kept.
    private final @Nullable Received received;
    private final boolean denied;
    /// How its next hop is reached, while it is in a table.
    NextHops.@Nullable Watch watch;

    /// Where a path comes from.
    sealed interface Origination {
        /// There is one path for each peer, each imported destination, and one from the routing table.
        default boolean isSameSource(Origination other) {
            return this == other
                    || switch (this) {
                        case Local _ -> other instanceof Local;
                        case FromPeer(var peer) ->
                                other instanceof FromPeer(var another) && peer == another;
                        case Imported(var from, _) ->
                                other instanceof Imported(var another, _) && from == another;
                    };
        }

        /// The routing table of this router; `discard` for a route to Null0.
        record Local(BgpEvent.RouteFacts.Kind kind) implements Origination {}

        record FromPeer(Peer peer) implements Origination {}

        /// A copy in a VRF of the best path of another destination.
        record Imported(Net from, Path original) implements Origination {}
    }

    Path(
            Origination origination,
            PathAttributes attributes,
            int weight,
            long age,
            int epoch,
            long tag,
            @Nullable IpAddress nextHop,
            @Nullable Label label,
            @Nullable Received received,
            boolean denied) {
        this.origination = origination;
        this.attributes = attributes;
        this.weight = weight;
        this.age = age;
        this.epoch = epoch;
        this.tag = tag;
        this.nextHop = nextHop;
        this.label = label;
        this.received = received;
        this.denied = denied;
    }

    static Path local(
            BgpEvent.RouteFacts.Kind kind,
            PathAttributes attributes,
            int weight,
            long age,
            long tag,
            Optional<IpAddress> hop) {
        var origination = new Origination.Local(kind);
        return new Path(
                origination, attributes, weight, age, 1, tag, hop.orElse(null), null, null, false);
    }

    /// The copy of `original` that a VRF imports, with the attributes that its import map gave it.
    static Path imported(Net from, Path original, PathAttributes attributes) {
        return new Path(
                new Origination.Imported(from, original),
                attributes,
                original.weight,
                original.age,
                original.epoch,
                original.tag,
                original.nextHop,
                original.label,
                null,
                false);
    }

    Optional<IpAddress> nextHop() {
        return Optional.ofNullable(nextHop);
    }

    /// The label that the neighbour wants to see.
    Optional<Label> label() {
        return Optional.ofNullable(label);
    }

    /// What the peer sent, as far as it was kept.
    Optional<Received> received() {
        return received == null
                ? nextHop().map(hop -> new Received(attributes, hop))
                : Optional.of(received);
    }

    /// Kept for inbound soft reconfiguration alone: the policy refused it.
    boolean denied() {
        return denied;
    }

    boolean isLocal() {
        return origin() instanceof Origination.Local;
    }

    boolean isImported() {
        return origination instanceof Origination.Imported;
    }

    /// Where it comes from in the end: what an imported path was before.
    Origination origin() {
        return origination instanceof Origination.Imported imported
                ? imported.original().origin()
                : origination;
    }

    /// The peer that it came from.
    Optional<Peer> peer() {
        return origin() instanceof Origination.FromPeer from
                ? Optional.of(from.peer())
                : Optional.empty();
    }

    boolean isExternal() {
        return origin() instanceof Origination.FromPeer from && from.peer().external();
    }

    boolean isInternal() {
        return origin() instanceof Origination.FromPeer from && !from.peer().external();
    }

    /// The table in which the next hop is looked up: that of the peer's session.
    Vrf nextHopVrf() {
        return origin() instanceof Origination.FromPeer from ? from.peer().key().vrf() : Vrf.GLOBAL;
    }

    /// Whether the next hop must be reached by a labelled path (RFC 4364 section 5).
    boolean mustBeLabelled() {
        return label != null;
    }

    /// Equal in everything that others can see, age and epoch aside.
    boolean sameAs(Path other) {
        return origination.equals(other.origination)
                && attributes.equals(other.attributes)
                && weight == other.weight
                && tag == other.tag
                && denied == other.denied
                && nextHop().equals(other.nextHop())
                && label().equals(other.label())
                && Objects.equals(received, other.received);
    }
}
