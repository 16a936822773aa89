package io.culvert.host.neighbor;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Engine;
import io.culvert.engine.Notice;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEffect.Expired;
import io.culvert.host.neighbor.NeighborEffect.Resolved;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.host.neighbor.NeighborEffect.Unresolvable;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.ip.IpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The neighbours of all interfaces of a router.
/// ```
///             Wanted                 answer                 age - refreshBefore
///   (none) ----------> Incomplete ----------> Reachable <--------------------> Refreshing
///     ^                    | no answer            ^  ask, learn    answer           | no answer until age
///     |    holdDown        v                      |                                 v
///     +----------------- Failed               (none)                            (none)
/// ```
/// A neighbour that asks for us is learnt without being asked, unless its address is not on link: then its cable is in
/// the wrong place, and like IOS we neither learn nor answer.
public final class NeighborEngine implements Engine<NeighborEvent, NeighborEffect> {
    /// Entries of all interfaces; more are not learnt, and wanted ones beyond are unresolvable.
    public static final int ENTRIES_MAX = 65_536;

    /// Addresses being asked for at once: bounds what a scan of our subnets can make us hold.
    public static final int INCOMPLETE_MAX = 1_024;

    /// RFC 5227 section 2.4: an address is defended at most this often.
    static final Duration DEFEND_INTERVAL = Duration.ofSeconds(10);

    private record Key(InterfaceName on, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::on).thenComparing(Key::address);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private sealed interface State {
        record Incomplete(int requests) implements State {}

        record Reachable(MacAddress mac, Instant since) implements State {}

        record Refreshing(MacAddress mac, Instant since, int requests, Instant until)
                implements State {}

        record Failed() implements State {}
    }

    private record Static(Vrf vrf, IpAddress address) implements Comparable<Static> {
        private static final Comparator<Static> ORDER =
                Comparator.comparing(Static::vrf).thenComparing(Static::address);

        @Override
        public int compareTo(Static other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<InterfaceName, NeighborLink> links = new TreeMap<>();
    private final Map<Key, State> entries = new TreeMap<>();
    private final Map<Static, MacAddress> statics = new TreeMap<>();
    private final Map<Key, Instant> defended = new TreeMap<>();
    private final Timers<Key> timers = new Timers<>();
    private int incomplete;

    @Override
    public void on(Instant now, NeighborEvent event, Consumer<? super NeighborEffect> effects) {
        switch (event) {
            case NeighborEvent.Wanted(var on, var address) ->
                    wanted(now, new Key(on, address), effects);
            case NeighborEvent.FrameReceived(var on, var frame) -> {
                NeighborLink link = links.get(on);
                if (link != null && link.mac().isPresent()) {
                    received(now, on, link, link.mac().get(), frame, effects);
                }
            }
            case NeighborEvent.InterfaceUp(var on, var link) -> up(on, link, effects);
            case NeighborEvent.InterfaceDown(var on) -> {
                links.remove(on);
                forgetAll(on, effects);
            }
            case NeighborEvent.Confirmed(var on, var address) -> {
                var key = new Key(on, address);
                mac(entries.get(key)).ifPresent(mac -> reach(now, key, mac, effects));
            }
            case NeighborEvent.StaticSet(var vrf, var address, var mac) -> {
                statics.put(new Static(vrf, address), mac);
                onLink(vrf, address)
                        .forEach(
                                key -> {
                                    put(key, null);
                                    timers.cancel(key);
                                    effects.accept(new Resolved(key.on(), address, mac));
                                });
            }
            case NeighborEvent.StaticRemoved(var vrf, var address) -> {
                if (statics.remove(new Static(vrf, address)) != null) {
                    onLink(vrf, address)
                            .forEach(key -> effects.accept(new Expired(key.on(), address)));
                }
            }
            case NeighborEvent.Clear(var on) -> clear(now, on, effects);
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super NeighborEffect> effects) {
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            fire(now, due.get(), effects);
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return timers.next();
    }

    private void fire(Instant now, Key key, Consumer<? super NeighborEffect> effects) {
        NeighborLink link = links.get(key.on());
        State state = entries.get(key);
        if (link == null || state == null) {
            return;
        }
        NeighborConfig config = link.config();
        switch (state) {
            case State.Incomplete(int requests) when requests < config.requestsMax() -> {
                put(key, new State.Incomplete(requests + 1));
                ask(now, key, link, Optional.empty(), effects);
            }
            case State.Incomplete _ -> fail(now, key, config, effects);
            case State.Failed _ -> put(key, null);
            case State.Reachable(var mac, var since) ->
                    refresh(
                            now,
                            key,
                            link,
                            new State.Refreshing(mac, since, 1, since.plus(config.age())),
                            effects);
            case State.Refreshing(_, _, _, var until) when !now.isBefore(until) -> {
                put(key, null);
                effects.accept(new Expired(key.on(), key.address()));
            }
            case State.Refreshing(_, _, int requests, var until)
                    when requests >= config.requestsMax() ->
                    timers.set(key, until);
            case State.Refreshing(var mac, var since, int requests, var until) ->
                    refresh(
                            now,
                            key,
                            link,
                            new State.Refreshing(mac, since, requests + 1, until),
                            effects);
        }
    }

    private void wanted(Instant now, Key key, Consumer<? super NeighborEffect> effects) {
        NeighborLink link = links.get(key.on());
        if (link == null || link.mac().isEmpty()) {
            effects.accept(new Unresolvable(key.on(), key.address()));
            return;
        }
        Optional<MacAddress> known =
                Optional.ofNullable(statics.get(new Static(link.vrf(), key.address())))
                        .or(() -> NeighborFrames.implied(link, key.address()))
                        .or(() -> mac(entries.get(key)));
        if (known.isPresent()) {
            effects.accept(new Resolved(key.on(), key.address(), known.get()));
            return;
        }
        switch (entries.get(key)) {
            case State.Incomplete _ -> {} // already asked for
            case State.Failed _ -> effects.accept(new Unresolvable(key.on(), key.address()));
            case null, default -> {
                boolean room = entries.size() < ENTRIES_MAX && incomplete < INCOMPLETE_MAX;
                if (room && source(link, key.address()).isPresent()) {
                    put(key, new State.Incomplete(1));
                    ask(now, key, link, Optional.empty(), effects);
                } else {
                    effects.accept(new Unresolvable(key.on(), key.address()));
                }
            }
        }
    }

    private void fail(
            Instant now, Key key, NeighborConfig config, Consumer<? super NeighborEffect> effects) {
        put(key, new State.Failed());
        timers.set(key, now.plus(config.holdDown()));
        effects.accept(new Unresolvable(key.on(), key.address()));
    }

    private void refresh(
            Instant now,
            Key key,
            NeighborLink link,
            State.Refreshing state,
            Consumer<? super NeighborEffect> effects) {
        put(key, state);
        ask(now, key, link, Optional.of(state.mac()), effects);
        if (timers.at(key).filter(state.until()::isBefore).isPresent()) {
            timers.set(key, state.until());
        }
    }

    /// Sends one request and sets the time of the next. Without an address to ask from only time passes.
    private void ask(
            Instant now,
            Key key,
            NeighborLink link,
            Optional<MacAddress> known,
            Consumer<? super NeighborEffect> effects) {
        Optional<IpAddress> source = source(link, key.address());
        if (source.isPresent() && link.mac().isPresent()) {
            Bytes frame =
                    NeighborFrames.request(link.mac().get(), source.get(), key.address(), known);
            effects.accept(new SendFrame(key.on(), frame));
        }
        timers.set(key, now.plus(link.config().retryInterval()));
    }

    /// Our address to ask from: one in the target's subnet, else for IPv6 a link-local one, else any of the family.
    private static Optional<IpAddress> source(NeighborLink link, IpAddress target) {
        List<NeighborLink.Address> family =
                link.addresses().stream()
                        .filter(own -> own.address().family() == target.family())
                        .toList();
        return family.stream()
                .filter(own -> own.subnet().contains(target))
                .findFirst()
                .or(() -> family.stream().filter(own -> own.address().isLinkLocal()).findFirst())
                .or(() -> family.stream().findFirst())
                .map(NeighborLink.Address::address);
    }

    private void received(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            MacAddress mac,
            Bytes octets,
            Consumer<? super NeighborEffect> effects) {
        Optional<EthernetFrame> frame = EthernetFrame.parse(octets.reader()).toOptional();
        if (frame.isEmpty() || frame.get().source().equals(mac)) {
            return;
        }
        switch (frame.get().type()) {
            case EthernetFrame.ARP ->
                    ArpPacket.parse(frame.get().payload().reader())
                            .toOptional()
                            .ifPresent(packet -> onArp(now, on, link, mac, packet, effects));
            case EthernetFrame.IPV6 ->
                    IpPacket.parse(frame.get().payload())
                            .toOptional()
                            .filter(
                                    packet ->
                                            packet.hopLimit() == NeighborFrames.HOP_LIMIT
                                                    && !packet.isFragment())
                            .ifPresent(
                                    packet ->
                                            onPacket(
                                                    now,
                                                    on,
                                                    link,
                                                    mac,
                                                    frame.get().source(),
                                                    packet,
                                                    effects));
            default -> {}
        }
    }

    /// RFC 826, "Packet Reception", with the checks of RFC 5227 section 2.4 in front.
    private void onArp(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            MacAddress mac,
            ArpPacket packet,
            Consumer<? super NeighborEffect> effects) {
        if (packet.senderMac().isMulticast() || packet.senderMac().equals(ArpPacket.UNKNOWN_MAC)) {
            return;
        }
        if (link.owns(packet.sender())) {
            defend(now, on, link, mac, packet.sender(), packet.senderMac(), effects);
            return;
        }
        boolean asksForUs =
                packet.operation() == ArpPacket.Operation.REQUEST
                        && owns(link.vrf(), packet.target());
        if (!packet.isProbe()) {
            boolean onLink = link.isOnLink(packet.sender());
            learn(
                    now,
                    new Key(on, packet.sender()),
                    link,
                    packet.senderMac(),
                    asksForUs && onLink,
                    effects);
            asksForUs = asksForUs && onLink;
        }
        if (asksForUs) {
            effects.accept(new SendFrame(on, NeighborFrames.reply(mac, packet)));
        }
    }

    private void onPacket(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            MacAddress mac,
            MacAddress frameSource,
            IpPacket packet,
            Consumer<? super NeighborEffect> effects) {
        if (!(packet.source() instanceof Ipv6Address source)
                || packet.protocol() != IpPacket.ICMPV6) {
            return;
        }
        IcmpMessage message = IcmpMessage.parse(packet).toOptional().orElse(null);
        if (message instanceof NeighborSolicitation(var target, var sourceMac)) {
            if (!source.isUnspecified()) {
                MacAddress asker = sourceMac.orElse(frameSource);
                learn(
                        now,
                        new Key(on, source),
                        link,
                        asker,
                        sourceMac.isPresent() && owns(link.vrf(), target),
                        effects);
            }
            if (link.owns(target)) {
                MacAddress to = sourceMac.orElse(frameSource);
                effects.accept(
                        new SendFrame(
                                on, NeighborFrames.advertisement(link, mac, target, source, to)));
            }
        } else if (message instanceof NeighborAdvertisement advertisement) {
            MacAddress advertised = advertisement.targetMac().orElse(frameSource);
            var key = new Key(on, advertisement.target());
            if (link.owns(advertisement.target())) {
                defend(now, on, link, mac, advertisement.target(), advertised, effects);
            } else if (advertisement.overrides() || entries.get(key) instanceof State.Incomplete) {
                learn(now, key, link, advertised, false, effects);
            }
        }
    }

    /// Takes over what a neighbour says of itself if we hold an entry for it, or if `create` allows a new one.
    private void learn(
            Instant now,
            Key key,
            NeighborLink link,
            MacAddress mac,
            boolean create,
            Consumer<? super NeighborEffect> effects) {
        boolean isStatic = statics.containsKey(new Static(link.vrf(), key.address()));
        boolean known = entries.containsKey(key);
        if (!isStatic
                && !mac.isMulticast()
                && (known || (create && entries.size() < ENTRIES_MAX))) {
            reach(now, key, mac, effects);
        }
    }

    private void reach(
            Instant now, Key key, MacAddress mac, Consumer<? super NeighborEffect> effects) {
        NeighborLink link = links.get(key.on());
        if (link == null) {
            return;
        }
        boolean news = !mac(entries.get(key)).equals(Optional.of(mac));
        put(key, new State.Reachable(mac, now));
        NeighborConfig config = link.config();
        Duration half = config.age().dividedBy(2);
        Duration before =
                config.refreshBefore().compareTo(half) < 0 ? config.refreshBefore() : half;
        timers.set(key, now.plus(config.age()).minus(before));
        if (news) {
            effects.accept(new Resolved(key.on(), key.address(), mac));
        }
    }

    /// Somebody else uses our address: say so, and say whose it is.
    private void defend(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            MacAddress mac,
            IpAddress own,
            MacAddress other,
            Consumer<? super NeighborEffect> effects) {
        var key = new Key(on, own);
        Instant last = defended.get(key);
        if (other.equals(mac) || (last != null && now.isBefore(last.plus(DEFEND_INTERVAL)))) {
            return;
        }
        defended.put(key, now);
        effects.accept(
                new NeighborEffect.Notify(
                        new Notice(
                                "IP",
                                4,
                                "DUPADDR",
                                "Duplicate address "
                                        + own
                                        + " on "
                                        + on
                                        + ", sourced by "
                                        + other)));
        effects.accept(new SendFrame(on, NeighborFrames.announcement(link, mac, own)));
    }

    /// A changed VRF or MAC address makes all that was learnt worthless; new addresses are announced.
    private void up(InterfaceName on, NeighborLink link, Consumer<? super NeighborEffect> effects) {
        NeighborLink old = links.put(on, link);
        if (old != null && (!old.vrf().equals(link.vrf()) || !old.mac().equals(link.mac()))) {
            forgetAll(on, effects);
        }
        link.mac()
                .ifPresent(
                        mac -> {
                            boolean announceAll = old == null || !old.mac().equals(link.mac());
                            for (NeighborLink.Address own : link.addresses()) {
                                if (announceAll || !old.owns(own.address())) {
                                    effects.accept(
                                            new SendFrame(
                                                    on,
                                                    NeighborFrames.announcement(
                                                            link, mac, own.address())));
                                }
                            }
                        });
    }

    private void forgetAll(InterfaceName on, Consumer<? super NeighborEffect> effects) {
        defended.keySet().removeIf(key -> key.on().equals(on));
        for (Key key : keysOf(Optional.of(on))) {
            boolean wasKnown = mac(entries.get(key)).isPresent();
            boolean wasWanted = entries.get(key) instanceof State.Incomplete;
            put(key, null);
            timers.cancel(key);
            if (wasKnown) {
                effects.accept(new Expired(on, key.address()));
            } else if (wasWanted) {
                effects.accept(new Unresolvable(on, key.address()));
            }
        }
    }

    private void clear(
            Instant now, Optional<InterfaceName> on, Consumer<? super NeighborEffect> effects) {
        for (Key key : keysOf(on)) {
            NeighborLink link = links.get(key.on());
            Optional<MacAddress> mac = mac(entries.get(key));
            if (link != null && mac.isPresent()) {
                NeighborConfig config = link.config();
                Instant until = now.plus(config.retryInterval().multipliedBy(config.requestsMax()));
                refresh(now, key, link, new State.Refreshing(mac.get(), now, 1, until), effects);
            }
        }
    }

    private List<Key> keysOf(Optional<InterfaceName> on) {
        return entries.keySet().stream()
                .filter(key -> on.isEmpty() || on.get().equals(key.on()))
                .toList();
    }

    private List<Key> onLink(Vrf vrf, IpAddress address) {
        return links.entrySet().stream()
                .filter(
                        link ->
                                link.getValue().vrf().equals(vrf)
                                        && link.getValue().isOnLink(address))
                .map(link -> new Key(link.getKey(), address))
                .toList();
    }

    private boolean owns(Vrf vrf, IpAddress address) {
        return links.values().stream()
                .anyMatch(link -> link.vrf().equals(vrf) && link.owns(address));
    }

    private static Optional<MacAddress> mac(@Nullable State state) {
        return switch (state) {
            case State.Reachable(var mac, _) -> Optional.of(mac);
            case State.Refreshing(var mac, _, _, _) -> Optional.of(mac);
            case State.Incomplete _, State.Failed _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /// The one place where entries change, so that the count of incomplete ones is right.
    private void put(Key key, @Nullable State state) {
        State old = state == null ? entries.remove(key) : entries.put(key, state);
        incomplete +=
                (state instanceof State.Incomplete ? 1 : 0)
                        - (old instanceof State.Incomplete ? 1 : 0);
    }

    /// All entries for `show ip arp` and `show ipv6 neighbors`, own addresses included, in order of VRF, address and
    /// interface.
    public List<NeighborEntry> entries(Instant now) {
        var rows = new ArrayList<NeighborEntry>();
        links.forEach(
                (on, link) -> {
                    for (NeighborLink.Address own : link.addresses()) {
                        if (link.mac().isPresent()) {
                            rows.add(
                                    new NeighborEntry(
                                            link.vrf(),
                                            on,
                                            own.address(),
                                            link.mac(),
                                            Optional.empty(),
                                            NeighborEntry.Kind.OWN));
                        }
                    }
                });
        statics.forEach(
                (key, mac) ->
                        onLink(key.vrf(), key.address())
                                .forEach(
                                        at ->
                                                rows.add(
                                                        new NeighborEntry(
                                                                key.vrf(),
                                                                at.on(),
                                                                key.address(),
                                                                Optional.of(mac),
                                                                Optional.empty(),
                                                                NeighborEntry.Kind.STATIC))));
        entries.forEach((key, state) -> row(now, key, state).ifPresent(rows::add));
        rows.sort(
                Comparator.comparing(NeighborEntry::vrf)
                        .thenComparing(NeighborEntry::address)
                        .thenComparing(NeighborEntry::on));
        return rows;
    }

    private Optional<NeighborEntry> row(Instant now, Key key, State state) {
        NeighborLink link = links.get(key.on());
        if (link == null || state instanceof State.Failed) {
            return Optional.empty();
        }
        Instant since =
                switch (state) {
                    case State.Reachable(_, var at) -> at;
                    case State.Refreshing(_, var at, _, _) -> at;
                    case State.Incomplete _, State.Failed _ -> now;
                };
        Optional<MacAddress> mac = mac(state);
        return Optional.of(
                new NeighborEntry(
                        link.vrf(),
                        key.on(),
                        key.address(),
                        mac,
                        Optional.of(Duration.between(since, now)),
                        mac.isPresent()
                                ? NeighborEntry.Kind.DYNAMIC
                                : NeighborEntry.Kind.INCOMPLETE));
    }
}
