package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
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
    final Traffic messages = new Traffic();
    final Traffic updates = new Traffic();
    int established;
    int dropped;
    int failures;
    Optional<Instant> changedAt = Optional.empty();
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
        return new FamilyId(ip, family.safi() == Family.SAFI_VPN, key.vrf());
    }

    static Family wire(FamilyId id) {
        return new Family(id.ip().afi(), id.vpn() ? Family.SAFI_VPN : Family.SAFI_UNICAST);
    }

    FamilyState state(FamilyId id) {
        return states.computeIfAbsent(id, _ -> new FamilyState());
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
        states.clear();
        disabled.clear();
    }

    void down() {
        agreed = null;
        connection = null;
        states.clear();
        disabled.clear();
    }

    /// Whether routes of this family are exchanged now.
    boolean speaks(FamilyId id) {
        Negotiated now = agreed;
        if (now == null || !families.containsKey(id)) {
            return false;
        }
        Family family = wire(id);
        return now.families().contains(family) && !disabled.contains(family);
    }

    /// RFC 4760 section 7: ignores the family for the rest of the session.
    void disable(Family family) {
        disabled.add(family);
    }

    boolean isDisabled(Family family) {
        return disabled.contains(family);
    }

    /// The identifier of the peer, zero before it said one.
    Ipv4Address remoteId() {
        return agreed().map(Negotiated::remoteId).orElse(Ipv4Address.ANY);
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
        boolean endOfRibReceived;
        boolean warned;
        final Outbox outbox = new Outbox();
    }
}
