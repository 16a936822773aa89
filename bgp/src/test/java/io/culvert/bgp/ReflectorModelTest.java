package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.MessageReader;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import io.culvert.wire.bgp.UpdateWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A route reflector (RFC 4456) against a model that keeps every route of every client in plain maps: whatever clients
/// announce, withdraw, ask for or refuse to read, and whoever comes and goes, each holds what the model says.
class ReflectorModelTest {
    private static final int CLIENTS = 4;
    private static final int STEPS = 400;
    private static final int DESTINATIONS = 40;
    private static final IpAddress OURS = IpAddress.of("10.0.0.9");
    private static final String LIST = "SOME";
    private static final Prefix FORBIDDEN = Prefix.of("10.0.0.0/13");

    /// Destinations sort by route distinguisher and prefix; families without have none.
    private record Destination(long rd, Prefix prefix) implements Comparable<Destination> {
        @Override
        public int compareTo(Destination other) {
            int first = Long.compareUnsigned(rd, other.rd);
            return first != 0 ? first : prefix.compareTo(other.prefix);
        }
    }

    private record Told(long preference, IpAddress nextHop, int label, int source) {}

    /// A client: what it announces, what it was told, and its connection while it has one.
    private static final class Client {
        final int number;
        final Ipv4Address address;
        final Map<Destination, Told> announces = new TreeMap<>();
        final Map<Destination, Told> holds = new TreeMap<>();
        MessageReader reader = new MessageReader();
        Optional<ConnectionId> connection = Optional.empty();
        boolean filtered;
        boolean reads = true;
        int unread;

        Client(int number) {
            this.number = number;
            this.address = new Ipv4Address(0x0A00_0001 + number);
        }
    }

    private final BgpEngine engine =
            new BgpEngine(
                    new LabelSource() {
                        @Override
                        public Optional<Label> allocate(LabelKey key) {
                            return Optional.empty();
                        }

                        @Override
                        public void release(LabelKey key) {}
                    },
                    new Random(1));
    private final ArrayDeque<BgpEvent> answers = new ArrayDeque<>();
    private final List<Client> clients = new ArrayList<>();
    private final TreeSet<IpAddress> unreachable = new TreeSet<>();
    private final TreeSet<IpAddress> tracked = new TreeSet<>();
    private FamilyId family = FamilyId.VPNV4;
    private long accepted;

    @ParameterizedTest
    @ValueSource(strings = {"vpnv4", "ipv4"})
    void everyClientHoldsWhatTheModelSays(String which) {
        for (long seed = 1; seed <= 12; seed++) {
            new ReflectorModelTest()
                    .play(which.equals("ipv4") ? FamilyId.IPV4 : FamilyId.VPNV4, seed);
        }
    }

    private void play(FamilyId of, long seed) {
        family = of;
        var random = new Random(seed);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
        tell(
                new BgpEvent.InterfaceChanged(
                        InterfaceName.of("Loopback0"),
                        Vrf.GLOBAL,
                        true,
                        false,
                        List.of(new BgpEvent.Prefixed(OURS, 32))));
        tell(new BgpEvent.Configured(settings()));
        clients.forEach(this::connect);
        for (int step = 0; step < STEPS; step++) {
            step(random, clients.get(random.nextInt(CLIENTS)));
            check("seed %d, step %d".formatted(seed, step));
        }
        clients.forEach(client -> read(client, true));
        check("seed %d, in the end".formatted(seed));
    }

    private void step(Random random, Client client) {
        boolean up = client.connection.isPresent();
        switch (random.nextInt(20)) {
            case 0 -> {
                if (up) {
                    disconnect(client);
                }
            }
            case 1, 2, 3 -> {
                if (!up) {
                    connect(client);
                }
            }
            case 4 -> {
                client.filtered ^= true;
                tell(new BgpEvent.Configured(settings()));
            }
            case 5 -> {
                if (up) {
                    send(client, RouteRefresh.request(family.wire()).write(Codec.INTERNAL));
                }
            }
            case 6 -> reachability(random);
            case 7, 8 -> read(client, !client.reads);
            case 9, 10, 11, 12, 13 -> {
                if (up) {
                    withdraw(client, some(random));
                }
            }
            default -> {
                if (up) {
                    announce(client, some(random), random);
                }
            }
        }
    }

    // What happens.

    private BgpSettings settings() {
        var build = Build.as(10).general(bgp -> bgp.withRouterId(Optional.of((Ipv4Address) OURS)));
        for (Client client : clients) {
            build.neighbor(
                    family,
                    client.address.toString(),
                    10,
                    session -> session,
                    routes ->
                            routes.withRouteReflectorClient(Optional.of(true))
                                    .withPrefixListOut(
                                            client.filtered
                                                    ? Optional.of(LIST)
                                                    : Optional.empty()));
        }
        var all = Optional.of(32);
        var list =
                new PrefixList(
                        LIST,
                        List.of(
                                new PrefixList.Entry(5, false, FORBIDDEN, Optional.empty(), all),
                                new PrefixList.Entry(
                                        10, true, Prefix.DEFAULT_IPV4, Optional.empty(), all)));
        return build.settings().withPolicies(PolicyBook.EMPTY.with(list));
    }

    private void connect(Client client) {
        var id = new ConnectionId(--accepted);
        client.connection = Optional.of(id);
        client.reader = new MessageReader();
        client.holds.clear();
        client.announces.clear();
        tell(
                new BgpEvent.Accepted(
                        id,
                        Vrf.GLOBAL,
                        OURS,
                        client.address,
                        40_000,
                        new BgpEvent.Arrival(InterfaceName.of("Ethernet0/0"), false, true)));
        var open =
                new Open(
                        4,
                        10,
                        0,
                        client.address,
                        List.of(
                                new Capability.Multiprotocol(family.wire()),
                                new Capability.RefreshRoutes(),
                                new Capability.FourOctetAs(10)));
        send(client, open.write(Codec.INTERNAL));
        send(client, new BgpMessage.Keepalive().write(Codec.INTERNAL));
    }

    private void disconnect(Client client) {
        ConnectionId id = client.connection.orElseThrow();
        client.connection = Optional.empty();
        client.announces.clear();
        client.holds.clear();
        client.unread = 0;
        client.reads = true;
        tell(new BgpEvent.Closed(id, "gone"));
    }

    private List<Destination> some(Random random) {
        var all = new TreeSet<Destination>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            long rd = family.vpn() ? 1 + random.nextInt(3) : 0;
            int number = random.nextInt(DESTINATIONS);
            all.add(
                    new Destination(
                            rd, Prefix.containing(new Ipv4Address(10 << 24 | number << 17), 15)));
        }
        return List.copyOf(all);
    }

    private void announce(Client client, List<Destination> which, Random random) {
        long preference = 100L + random.nextInt(3);
        int hop = random.nextInt(3);
        IpAddress nextHop = new Ipv4Address(0x0B00_0001 + hop);
        int label = family.vpn() ? 16 + random.nextInt(4) : 0;
        var routes = new ArrayList<Nlri>();
        for (Destination one : which) {
            routes.add(nlri(one, label));
            client.announces.put(one, new Told(preference, nextHop, label, client.number));
        }
        var attributes =
                List.<PathAttribute>of(
                        new PathAttribute.OriginCode(Origin.IGP),
                        new PathAttribute.Path(AsPath.EMPTY),
                        new PathAttribute.LocalPreference(preference));
        writer(client).announce(attributes, NextHop.of(nextHop), routes);
    }

    private void withdraw(Client client, List<Destination> which) {
        which.forEach(client.announces::remove);
        writer(client).withdraw(which.stream().map(one -> nlri(one, 0)).toList());
    }

    private UpdateWriter writer(Client client) {
        return new UpdateWriter(
                family.wire(),
                Codec.INTERNAL,
                BgpMessage.LENGTH_MAX,
                message -> send(client, message));
    }

    private Nlri nlri(Destination one, int label) {
        return family.vpn()
                ? Nlri.Vpn.of(new Label(label), new RouteDistinguisher(one.rd()), one.prefix())
                : Nlri.Ip.of(one.prefix());
    }

    private void reachability(Random random) {
        IpAddress hop = new Ipv4Address(0x0B00_0001 + random.nextInt(3));
        if (!unreachable.remove(hop)) {
            unreachable.add(hop);
        }
        if (tracked.contains(hop)) {
            tell(new BgpEvent.NextHopChanged(Vrf.GLOBAL, hop, resolution(hop)));
        }
    }

    private BgpEvent.Resolution resolution(IpAddress hop) {
        return unreachable.contains(hop)
                ? new BgpEvent.Resolution.Unreachable()
                : new BgpEvent.Resolution.Reachable(0, false, true, false, false);
    }

    /// A client that does not read leaves what it is told in TCP, until there is no more room.
    private void read(Client client, boolean reads) {
        client.reads = reads;
        for (int i = 0; i < 100 && !reads && client.unread < BgpEngine.SEND_WINDOW_OCTETS; i++) {
            send(client, RouteRefresh.request(family.wire()).write(Codec.INTERNAL));
        }
        if (reads && client.unread > 0) {
            int octets = client.unread;
            client.unread = 0;
            client.connection.ifPresent(id -> tell(new BgpEvent.Drained(id, octets)));
        }
    }

    private void send(Client client, Bytes octets) {
        client.connection.ifPresent(id -> tell(new BgpEvent.Received(id, octets)));
    }

    private void tell(BgpEvent event) {
        engine.on(Instant.EPOCH, event, this::effect);
        while (!answers.isEmpty()) {
            engine.on(Instant.EPOCH, answers.poll(), this::effect);
        }
    }

    private void effect(BgpEffect effect) {
        switch (effect) {
            case BgpEffect.Send(var id, var octets) ->
                    clients.stream()
                            .filter(client -> client.connection.filter(id::equals).isPresent())
                            .forEach(client -> takeIn(client, id, octets));
            case BgpEffect.TrackNextHop(_, var address) -> {
                tracked.add(address);
                answers.add(new BgpEvent.NextHopChanged(Vrf.GLOBAL, address, resolution(address)));
            }
            case BgpEffect.UntrackNextHop(_, var address) -> tracked.remove(address);
            case BgpEffect.Close(var id) ->
                    assertThat(clients).noneMatch(c -> c.connection.filter(id::equals).isPresent());
            default -> {}
        }
    }

    private void takeIn(Client client, ConnectionId id, Bytes octets) {
        if (client.reads) {
            answers.add(new BgpEvent.Drained(id, octets.size()));
        } else {
            client.unread += octets.size();
        }
        client.reader.add(octets);
        for (var read = client.reader.next(Codec.INTERNAL);
                read.isPresent();
                read = client.reader.next(Codec.INTERNAL)) {
            if (read.get() instanceof Decoded.Routes(var parsed)) {
                assertThat(parsed.faults()).isEmpty();
                takeIn(client, parsed.update());
            }
        }
    }

    private void takeIn(Client client, Update update) {
        var gone = new ArrayList<>(update.withdrawn());
        update.attribute(PathAttribute.MpUnreach.class).ifPresent(u -> gone.addAll(u.routes()));
        for (Nlri route : gone) {
            assertThat(client.holds.remove(destination(route)))
                    .as("what client %d is to forget: %s", client.number, route)
                    .isNotNull();
        }
        var come = new ArrayList<>(update.routes());
        update.attribute(PathAttribute.MpReach.class).ifPresent(r -> come.addAll(r.routes()));
        for (Nlri route : come) {
            int label = route instanceof Nlri.Vpn vpn ? vpn.labels().getFirst().value() : 0;
            client.holds.put(destination(route), told(update, label));
        }
    }

    private static Told told(Update update, int label) {
        var hop =
                update.attribute(PathAttribute.MpReach.class)
                        .flatMap(PathAttribute.MpReach::nextHop)
                        .map(NextHop::address)
                        .or(
                                () ->
                                        update.attribute(PathAttribute.Ipv4NextHop.class)
                                                .map(PathAttribute.Ipv4NextHop::address));
        var originator = update.attribute(PathAttribute.OriginatorId.class).orElseThrow().router();
        return new Told(
                update.attribute(PathAttribute.LocalPreference.class).orElseThrow().value(),
                hop.orElseThrow(),
                label,
                originator.bits() - 0x0A00_0001);
    }

    private static Destination destination(Nlri route) {
        return switch (route) {
            case Nlri.Vpn(_, _, var rd, var prefix) -> new Destination(rd.bits(), prefix);
            case Nlri.Ip(_, var prefix) -> new Destination(0, prefix);
            default -> throw new AssertionError(route);
        };
    }

    // What must hold.

    private void check(String when) {
        var best = new TreeMap<Destination, Told>();
        int announced = 0;
        for (Client client : clients) {
            announced += client.announces.size();
            client.announces.forEach(
                    (where, route) -> {
                        if (!unreachable.contains(route.nextHop())) {
                            best.merge(where, route, ReflectorModelTest::better);
                        }
                    });
        }
        assertThat(engine.views().summary(family).paths()).as(when).isEqualTo(announced);
        for (Client client : clients) {
            if (client.connection.isPresent() && client.reads) {
                var expected = new TreeMap<Destination, Told>(best);
                expected.values().removeIf(route -> route.source() == client.number);
                expected.keySet()
                        .removeIf(one -> client.filtered && FORBIDDEN.covers(one.prefix()));
                assertThat(client.holds)
                        .as("%s: client %d", when, client.number)
                        .isEqualTo(expected);
            }
        }
    }

    /// RFC 4271 section 9.1.2: the higher preference, and among equals the lower identifier.
    private static Told better(Told a, Told b) {
        Told lower = a.source() < b.source() ? a : b;
        return a.preference() == b.preference() ? lower : a.preference() > b.preference() ? a : b;
    }
}
