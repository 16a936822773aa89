package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// Tells the peers: keeps the update groups, notes per peer what changed, and sends it when the peer may be told (RFC
/// 4271 section 9.2) and TCP has room. Withdrawals never wait for the advertisement interval.
final class Advertiser {
    /// RFC 4271 section 10.
    static final Duration INTERVAL_EXTERNAL = Duration.ofSeconds(30);
    /// RFC 4684 section 6: how long VPN routes wait for the end of a peer's memberships.
    static final Duration MEMBERSHIPS_WAIT = Duration.ofSeconds(60);

    /// The same for a peer that never said that it marks ends: memberships that come later cost updates, not more.
    static final Duration MEMBERSHIPS_WAIT_UNMARKED = Duration.ofSeconds(5);

    /// So many changes are packed at a time.
    private static final int BATCH = 512;

    /// How messages leave.
    interface Wire {
        void send(Peer peer, BgpMessage message);
    }

    private record Due(Peer peer, FamilyId family) {}

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final ExportPolicy policy;
    private final Wire wire;
    private final Map<UpdateGroup.Key, UpdateGroup> groups = new LinkedHashMap<>();
    private final SequencedSet<Due> due = new LinkedHashSet<>();
    private final SequencedSet<Peer> curious = new LinkedHashSet<>();
    private int numbers;

    Advertiser(Speaker speaker, Timers<TimerKey> timers, ExportPolicy policy, Wire wire) {
        this.speaker = speaker;
        this.timers = timers;
        this.policy = policy;
        this.wire = wire;
    }

    /// The groups that are told of a destination.
    private List<UpdateGroup> groupsFor(Table table) {
        var all = new ArrayList<UpdateGroup>();
        for (UpdateGroup group : groups.values()) {
            if (isAbout(group.key().family(), table)) {
                all.add(group);
            }
        }
        return all;
    }

    static boolean isAbout(FamilyId family, Table table) {
        return family.ip() == table.ip()
                && switch (family.service()) {
                    case UNICAST -> table.owner().filter(family.vrf()::equals).isPresent();
                    case VPN, ROUTE_TARGET -> table.service() == family.service();
                };
    }

    private static RouteKey key(UpdateGroup group, Net net) {
        return group.key().family().vpn() ? net.key() : new RouteKey(RouteKey.NO_RD, net.prefix());
    }

    /// The best path of a destination may have changed.
    void changed(Net net) {
        for (UpdateGroup group : groupsFor(net.table())) {
            update(group, net);
        }
    }

    private void update(UpdateGroup group, Net net) {
        if (group.members().isEmpty()) {
            return;
        }
        RouteKey key = key(group, net);
        if (originatesDefault(group) && net.prefix().isDefault() && !group.key().family().vpn()) {
            return;
        }
        replace(group, key, policy.export(group, net));
    }

    private void replace(UpdateGroup group, RouteKey key, Optional<Advertised> told) {
        Advertised before = group.advertised().get(key);
        if (told.isEmpty() ? before == null : told.get().equals(before)) {
            return;
        }
        if (told.isPresent()) {
            group.advertised().put(key, told.get());
        } else {
            group.advertised().remove(key);
        }
        for (Peer member : group.members()) {
            boolean held = before != null && before.isFor(member) && !waits(member, group);
            if (held || told.filter(route -> route.isFor(member)).isPresent()) {
                member.state(group.key().family()).outbox.changed(key, held);
                due.add(new Due(member, group.key().family()));
            }
        }
    }

    /// Whether nothing is told yet because the peer has not said what it wants (RFC 4684 section 6).
    private static boolean waits(Peer peer, UpdateGroup group) {
        return group.key().family().vpn() && peer.awaitsMemberships();
    }

    /// The peer said what it wants, or had long enough to.
    void membershipsTold(Peer peer) {
        if (peer.awaitsMemberships()) {
            peer.membershipsTold();
            timers.cancel(new TimerKey.Memberships(peer.key()));
            vpnGroupsOf(peer).forEach(group -> tellAll(peer, group));
        }
    }

    private List<UpdateGroup> vpnGroupsOf(Peer peer) {
        return groups.values().stream()
                .filter(group -> group.key().family().vpn() && group.members().contains(peer))
                .toList();
    }

    /// A peer wants other VPN routes than before.
    void interestChanged(Peer peer) {
        curious.add(peer);
    }

    /// Tells and takes back what changed memberships ask for, and no more (RFC 4684 section 6); before routes change, so
    /// that it is known what each peer holds.
    void reviseInterests() {
        while (!curious.isEmpty()) {
            Peer peer = curious.removeFirst();
            for (UpdateGroup group : vpnGroupsOf(peer)) {
                Outbox outbox = peer.state(group.key().family()).outbox;
                group.advertised()
                        .forEach(
                                (route, told) -> {
                                    if (told.wasFor(peer) != told.isFor(peer)) {
                                        outbox.changed(route, told.wasFor(peer));
                                    }
                                });
                due.add(new Due(peer, group.key().family()));
            }
            peer.revised();
        }
    }

    /// The numbers of the groups that are told of a destination.
    List<Integer> toldTo(Net net) {
        return groupsFor(net.table()).stream()
                .filter(group -> group.advertised().containsKey(key(group, net)))
                .map(UpdateGroup::number)
                .toList();
    }

    Optional<UpdateGroup> groupOf(Peer peer, FamilyId family) {
        return Optional.ofNullable(groups.get(UpdateGroup.Key.of(family, peer)))
                .filter(group -> group.members().contains(peer));
    }

    /// A peer that restarts waits for the end of our tables and must not be waited for (RFC 4724 section 4.1).
    private void awaitMemberships(Peer peer) {
        var restart = peer.agreed().flatMap(Negotiated::restart);
        if (restart.filter(Capability.GracefulRestart::restarted).isPresent()) {
            peer.membershipsTold();
            return;
        }
        timers.set(
                new TimerKey.Memberships(peer.key()),
                speaker.now()
                        .plus(restart.isPresent() ? MEMBERSHIPS_WAIT : MEMBERSHIPS_WAIT_UNMARKED));
    }

    /// A session stands: everything is told, and then the end of it (RFC 4724 section 2).
    void join(Peer peer, Rib rib) {
        if (peer.awaitsMemberships()) {
            awaitMemberships(peer);
        }
        for (FamilyId family : peer.families().keySet()) {
            if (peer.speaks(family)) {
                join(peer, family, rib);
            }
        }
    }

    private void join(Peer peer, FamilyId family, Rib rib) {
        var key = UpdateGroup.Key.of(family, peer);
        UpdateGroup group = groups.computeIfAbsent(key, k -> new UpdateGroup(++numbers, k));
        group.members().add(peer);
        tellAll(peer, group);
        peer.state(family).outbox.endOfRibDue(true);
        // with one member the routes of that member had no label of ours, and with none there was
        // nothing at all
        if (group.members().size() <= 2) {
            updateAll(group, rib);
        }
    }

    private void tellAll(Peer peer, UpdateGroup group) {
        Outbox outbox = peer.state(group.key().family()).outbox;
        group.advertised()
                .forEach(
                        (route, told) -> {
                            if (told.isFor(peer)) {
                                outbox.changed(route, false);
                            }
                        });
        due.add(new Due(peer, group.key().family()));
    }

    private void updateAll(UpdateGroup group, Rib rib) {
        if (originatesDefault(group)) {
            replace(group, defaultKey(group), defaultRoute(group));
        }
        for (Table table : rib.tables()) {
            if (isAbout(group.key().family(), table)) {
                table.nets().values().forEach(net -> update(group, net));
            }
        }
    }

    private static boolean originatesDefault(UpdateGroup group) {
        return group.key().policy().defaultOriginate().isPresent();
    }

    private static RouteKey defaultKey(UpdateGroup group) {
        FamilyId family = group.key().family();
        boolean ipv4 = family.ip() == AddressFamily.IPV4 && !family.isRouteTarget();
        return new RouteKey(RouteKey.NO_RD, ipv4 ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6);
    }

    /// `neighbor default-originate`: told whether or not there is such a route. One that asks a route-map is not told.
    private Optional<Advertised> defaultRoute(UpdateGroup group) {
        boolean conditional =
                group.key()
                        .policy()
                        .defaultOriginate()
                        .flatMap(DefaultOriginate::routeMap)
                        .isPresent();
        if (conditional || group.key().family().vpn()) {
            return Optional.empty();
        }
        return Optional.of(policy.origin(group));
    }

    /// A session ended.
    void leave(Peer peer) {
        for (UpdateGroup group : groups.values()) {
            if (group.members().remove(peer) && group.members().isEmpty()) {
                group.advertised().clear();
            }
        }
        due.removeIf(one -> one.peer() == peer);
        timers.cancel(new TimerKey.Memberships(peer.key()));
        peer.families()
                .keySet()
                .forEach(family -> timers.cancel(new TimerKey.Advertise(peer.key(), family)));
    }

    /// Policies or settings changed: every group is worked out anew, and peers move to the group that fits them now.
    void reconfigure(Iterable<Peer> peers, Rib rib) {
        for (Peer peer : peers) {
            for (FamilyId family : peer.families().keySet()) {
                if (peer.speaks(family) && groupOf(peer, family).isEmpty()) {
                    move(peer, family, rib);
                }
            }
        }
        groups.values()
                .forEach(
                        group -> {
                            if (!group.members().isEmpty()) {
                                updateAll(group, rib);
                            }
                        });
    }

    /// What the peer holds of its old group is told anew or withdrawn.
    private void move(Peer peer, FamilyId family, Rib rib) {
        Outbox outbox = peer.state(family).outbox;
        for (UpdateGroup group : groups.values()) {
            if (group.key().family().equals(family) && group.members().remove(peer)) {
                group.advertised()
                        .forEach(
                                (route, told) -> {
                                    if (told.isFor(peer)) {
                                        outbox.changed(route, true);
                                    }
                                });
                if (group.members().isEmpty()) {
                    group.advertised().clear();
                }
            }
        }
        join(peer, family, rib);
        outbox.endOfRibDue(false);
    }

    /// RFC 2918 section 4, RFC 7313 section 4: tells everything again, between two marks if that was agreed on.
    void refresh(Peer peer, FamilyId family, boolean enhanced) {
        groupOf(peer, family)
                .ifPresent(
                        group -> {
                            if (enhanced) {
                                wire.send(peer, mark(family, RouteRefresh.BEGIN));
                                peer.state(family).outbox.refreshEndDue(true);
                            }
                            group.advertised()
                                    .forEach(
                                            (route, told) -> {
                                                if (told.isFor(peer)) {
                                                    peer.state(family).outbox.changed(route, true);
                                                }
                                            });
                            timers.cancel(new TimerKey.Advertise(peer.key(), family));
                            due.add(new Due(peer, family));
                        });
    }

    private static RouteRefresh mark(FamilyId family, int subtype) {
        return new RouteRefresh(family.wire(), subtype, Bytes.EMPTY);
    }

    void wake(Peer peer, FamilyId family) {
        due.add(new Due(peer, family));
    }

    /// Sends what may be sent now.
    void settle() {
        while (!due.isEmpty()) {
            Due one = due.removeFirst();
            if (one.peer().speaks(one.family())) {
                flush(one.peer(), one.family());
            }
        }
    }

    private void flush(Peer peer, FamilyId family) {
        Outbox outbox = peer.state(family).outbox;
        var group = groupOf(peer, family);
        var connection = peer.connection();
        if (group.isEmpty() || connection.isEmpty() || waits(peer, group.get())) {
            return;
        }
        var interval = new TimerKey.Advertise(peer.key(), family);
        boolean mayAnnounce = timers.at(interval).isEmpty();
        var packer = new UpdatePacker(family, connection.get());
        boolean announced = false;
        var waiting = outbox.pending().entrySet().iterator();
        while (waiting.hasNext() && connection.get().hasRoom()) {
            int taken = 0;
            while (waiting.hasNext() && taken < BATCH) {
                var change = waiting.next();
                var told =
                        Optional.ofNullable(group.get().advertised().get(change.getKey()))
                                .filter(route -> route.isFor(peer));
                if (told.isPresent() && !mayAnnounce) {
                    continue;
                }
                if (told.isPresent()) {
                    announced |= packer.announce(change.getKey(), told.get());
                } else if (change.getValue()) {
                    packer.withdraw(change.getKey());
                }
                waiting.remove();
                taken++;
            }
            packer.take().forEach(update -> wire.send(peer, update));
        }
        finish(peer, family, outbox);
        if (announced) {
            later(peer, interval);
        }
    }

    private void finish(Peer peer, FamilyId family, Outbox outbox) {
        if (!outbox.pending().isEmpty()) {
            return;
        }
        if (outbox.endOfRibDue()) {
            outbox.endOfRibDue(false);
            wire.send(peer, Update.endOfRib(family.wire()));
        }
        if (outbox.refreshEndDue()) {
            outbox.refreshEndDue(false);
            wire.send(peer, mark(family, RouteRefresh.END));
        }
    }

    private void later(Peer peer, TimerKey.Advertise interval) {
        // VPN routes wait for memberships and then for their own interval: once is enough
        boolean slow =
                peer.external()
                        && peer.key().vrf().isGlobal()
                        && !interval.family().isRouteTarget();
        Duration pause =
                peer.settings()
                        .advertisementIntervalSeconds()
                        .map(Duration::ofSeconds)
                        .orElse(slow ? INTERVAL_EXTERNAL : Duration.ZERO);
        if (!pause.isZero()) {
            timers.set(interval, speaker.now().plus(speaker.jittered(pause)));
        }
    }
}
