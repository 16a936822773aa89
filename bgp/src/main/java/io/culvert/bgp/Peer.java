package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A neighbour, configured or dynamic, with its sessions: the main one, and while two connections collide a second.
final class Peer {
    /// Which of the two machines.
    enum Place {
        MAIN,
        SECOND
    }

    /// What is counted of one kind of message.
    static final class Traffic {
        long sent;
        long received;
    }

    private final PeerKey.Neighbor key;
    private final Path.Origination.FromPeer origination = new Path.Origination.FromPeer(this);
    private final boolean dynamic;
    private final Optional<String> group;
    private final NavigableMap<FamilyId, PeerFamilySettings> families = new TreeMap<>();
    private final NavigableMap<FamilyId, FamilyState> states = new TreeMap<>();
    private final NavigableSet<Family> disabled = new TreeSet<>();
    private final EnumMap<Place, Session> sessions = new EnumMap<>(Place.class);
    private PeerSettings settings;
    private boolean external;
    private @Nullable Negotiated agreed;
    private @Nullable Connection connection;
    private Ipv4Address remoteId = Ipv4Address.ANY;
    private final Interest interest = new Interest();
    /// What the peer wanted when it was last told of routes; null while nothing changed since.
    private @Nullable Interest wantedBefore;
    private boolean tellsMemberships;
    /// Whether it may tell memberships in this session.
    private boolean saysWhatItWants;
    final Traffic messages = new Traffic();
    final Traffic updates = new Traffic();
    int established;
    int dropped;
    int failures;
    Optional<Instant> changedAt = Optional.empty();
    /// When routes began to outlive their session.
    Instant staleSince = Instant.EPOCH;
    String lastReset = "never";
    boolean stopped;
    /// When a stopped one starts again; by hand if empty.
    Optional<Duration> stoppedFor = Optional.empty();
    BgpEvent.Resolution resolution = new BgpEvent.Resolution.Unreachable();

    Peer(PeerKey.Neighbor key, boolean dynamic, Optional<String> group, PeerSettings settings) {
        this.key = key;
        this.dynamic = dynamic;
        this.group = group;
        this.settings = settings;
    }

    PeerKey.Neighbor key() {
        return key;
    }

    /// What paths that it told have in common.
    Path.Origination.FromPeer origination() {
        return origination;
    }

    IpAddress address() {
        return key.address();
    }

    /// Whether it came by a listen range and goes with its session.
    boolean dynamic() {
        return dynamic;
    }

    Optional<String> group() {
        return group;
    }

    PeerSettings settings() {
        return settings;
    }

    void settings(PeerSettings value) {
        settings = value;
    }

    boolean external() {
        return external;
    }

    void external(boolean value) {
        external = value;
    }

    /// Whether configuration and operator let it speak.
    boolean isWilling() {
        return !settings.shutdown().orElse(false) && !stopped && !families.isEmpty();
    }

    Optional<Session> session(Place place) {
        return Optional.ofNullable(sessions.get(place));
    }

    Session session(Place place, Supplier<Session> create) {
        return sessions.computeIfAbsent(place, _ -> create.get());
    }

    List<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    /// The state to show: that of the machine that is further.
    SessionFsm.State state() {
        SessionFsm.State best = new SessionFsm.State.Idle();
        for (Session session : sessions.values()) {
            if (session.state().progress() > best.progress()) {
                best = session.state();
            }
        }
        return best;
    }

    /// The settings of the families that are activated.
    NavigableMap<FamilyId, PeerFamilySettings> families() {
        return families;
    }

    PeerFamilySettings family(FamilyId id) {
        return families.getOrDefault(id, PeerFamilySettings.EMPTY);
    }

    /// Our name of a family of the wire.
    FamilyId familyId(Family family) {
        AddressFamily ip = family.ip().orElse(AddressFamily.IPV4);
        return switch (family.safi()) {
            case Family.SAFI_VPN -> FamilyId.vpn(ip);
            case Family.SAFI_ROUTE_TARGET -> FamilyId.RTFILTER;
            default -> FamilyId.unicast(ip, key.vrf());
        };
    }

    FamilyState state(FamilyId id) {
        FamilyState known = states.get(id);
        if (known == null) {
            known = new FamilyState(new Outbox(this, id));
            states.put(id, known);
        }
        return known;
    }

    boolean isEstablished() {
        return agreed != null;
    }

    Optional<Negotiated> agreed() {
        return Optional.ofNullable(agreed);
    }

    Optional<Connection> connection() {
        return Optional.ofNullable(connection);
    }

    void up(Connection through, Negotiated value) {
        agreed = value;
        connection = through;
        remoteId = value.remoteId();
        renew();
    }

    void down() {
        agreed = null;
        connection = null;
        renew();
    }

    /// Everything begins anew but for routes that outlive their session.
    private void renew() {
        states.values().removeIf(state -> !state.isStale());
        states.replaceAll((_, state) -> state.renewed());
        disabled.clear();
        tellsMemberships = false;
        wantedBefore = null;
        saysWhatItWants = speaks(FamilyId.RTFILTER);
    }

    /// Whether routes of this peer outlived their session.
    boolean hasStale() {
        return states.values().stream().anyMatch(FamilyState::isStale);
    }

    /// Whether this path is one of them that was not announced again.
    boolean isStale(FamilyId id, Path path) {
        FamilyState state = states.get(id);
        return state != null && path.epoch < state.freshFrom;
    }

    /// Whether routes of this family are exchanged now.
    boolean speaks(FamilyId id) {
        Negotiated now = agreed;
        if (now == null || !families.containsKey(id)) {
            return false;
        }
        Family family = id.wire();
        return now.families().contains(family) && !disabled.contains(family);
    }

    /// RFC 4760 section 7: ignores the family for the rest of the session.
    void disable(Family family) {
        if (family.equals(Family.ROUTE_TARGET)) {
            noteWanted();
        }
        disabled.add(family);
        saysWhatItWants = speaks(FamilyId.RTFILTER);
    }

    boolean isDisabled(Family family) {
        return disabled.contains(family);
    }

    /// The identifier that the peer said last, zero before it said one. Routes that outlive their session keep it.
    Ipv4Address remoteId() {
        return remoteId;
    }

    /// A membership of the peer comes or goes.
    void membership(Prefix membership, boolean comes) {
        noteWanted();
        if (comes) {
            interest.add(membership);
        } else {
            interest.remove(membership);
        }
    }

    private void noteWanted() {
        if (tellsMemberships && wantedBefore == null) {
            wantedBefore = interest.copy();
        }
    }

    /// Whether it wanted a VPN route with these communities when it was last told of routes.
    boolean wanted(List<ExtendedCommunity> communities) {
        return wantedBefore == null ? wants(communities) : wantedBefore.covers(communities);
    }

    /// It holds what it wants now.
    void revised() {
        wantedBefore = null;
    }

    /// Whether VPN routes have to wait until the peer has told which it wants (RFC 4684 section 6).
    boolean awaitsMemberships() {
        return saysWhatItWants && !tellsMemberships;
    }

    /// The peer has told its memberships, or had time enough to; what changes from now on changes what it holds.
    void membershipsTold() {
        tellsMemberships = true;
    }

    /// Whether it wants a VPN route with these communities.
    boolean wants(List<ExtendedCommunity> communities) {
        return !saysWhatItWants || interest.covers(communities);
    }

    /// As tables name it: dynamic ones with an asterisk.
    String title() {
        return (dynamic ? "*" : "") + key.address();
    }

    /// What is known of one family during a session.
    static final class FamilyState {
        /// Counts the answers to our refreshes, RFC 7313 section 4.
        int epoch = 1;
        int prefixes;
        /// Paths of an earlier epoch were told in a session that is over; zero if there are none.
        int freshFrom;
        boolean endOfRibReceived;
        boolean warned;
        final Outbox outbox;

        private FamilyState(Outbox outbox) {
            this.outbox = outbox;
        }

        /// From now on all that was told so far is stale.
        void outlive() {
            freshFrom = ++epoch;
        }

        boolean isStale() {
            return freshFrom > 0;
        }

        /// Nothing is stale any more.
        void refreshed() {
            freshFrom = 0;
        }

        private FamilyState renewed() {
            var state = new FamilyState(new Outbox(outbox.peer(), outbox.family()));
            state.epoch = epoch;
            state.prefixes = prefixes;
            state.freshFrom = freshFrom;
            return state;
        }
    }
}
