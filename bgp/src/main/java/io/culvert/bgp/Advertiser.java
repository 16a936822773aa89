package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import java.time.Duration;
import java.util.ArrayDeque;
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

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Tables tables;
    private final ExportPolicy policy;
    private final Sessions sessions;
    private final Map<UpdateGroup.Key, UpdateGroup> groups = new LinkedHashMap<>();

    /// Each once: an outbox knows whether it is here.
    private final ArrayDeque<Outbox> due = new ArrayDeque<>();

    private final SequencedSet<Peer> curious = new LinkedHashSet<>();
    private int numbers;

    Advertiser(
            Speaker speaker,
            Timers<TimerKey> timers,
            Tables tables,
            ExportPolicy policy,
            Sessions sessions) {
        this.speaker = speaker;
        this.timers = timers;
        this.tables = tables;
        this.policy = policy;
        this.sessions = sessions;
    }

    /// The groups that are told of what is in a table.
    private List<UpdateGroup> audience(Table table) {
        var known = table.audience();
        if (known.isPresent()) {
            return known.get();
        }
        var all =
                groups.values().stream()
                        .filter(group -> table.isAbout(group.key().family()))
                        .toList();
        table.audience(all);
        return all;
    }

    /// The best path of a destination may have changed.
    void changed(Net net) {
        for (UpdateGroup group : audience(net.table())) {
            update(group, net);
        }
    }

    /// The table of the destination may have come to another owner, whose neighbours hear of it instead.
    void disown(Net net) {
        for (var told = net.told(); told.isPresent(); told = told.get().other()) {
            UpdateGroup group = told.get().group();
            if (!net.table().isAbout(group.key().family())) {
                replace(group, net, Optional.empty());
            }
        }
    }

    private void update(UpdateGroup group, Net net) {
        if (!group.members().isEmpty()) {
            boolean isOriginated = net.prefix().isDefault() && originatesDefault(group);
            replace(group, net, isOriginated ? defaultRoute(group) : policy.export(group, net));
        }
    }

    private void replace(UpdateGroup group, Net net, Optional<Advertised> news) {
        var before = net.told(group);
        if (news.isEmpty()
                ? before.isEmpty()
                : before.isPresent() && news.get().isSameAs(before.get())) {
            return;
        }
        if (news.isPresent()) {
            net.tell(news.get());
        } else {
            net.untell(group);
        }
        for (Outbox member : group.members().values()) {
            Peer peer = member.peer();
            boolean held =
                    before.isPresent() && before.get().isFor(peer) && !member.awaitsMemberships();
            if (held || news.isPresent() && news.get().isFor(peer)) {
                member.changed(net, held, news.isPresent());
                wake(member);
            }
        }
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
                .filter(group -> group.key().family().vpn() && group.members().containsKey(peer))
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
                forEachTold(
                        group,
                        (net, told) -> {
                            if (told.wasFor(peer) != told.isFor(peer)) {
                                outbox.changed(net, told.wasFor(peer), true);
                            }
                        });
                wake(outbox);
            }
            peer.revised();
        }
    }

    private interface ToldRoute {
        void visit(Net net, Advertised told);
    }

    private void forEachTold(UpdateGroup group, ToldRoute visitor) {
        tables.forEach(
                group.key().family(),
                net -> net.told(group).ifPresent(told -> visitor.visit(net, told)));
    }

    /// The numbers of the groups that are told of a destination.
    List<Integer> toldTo(Net net) {
        return groups.values().stream()
                .filter(group -> net.told(group).isPresent())
                .map(UpdateGroup::number)
                .toList();
    }

    /// How many routes a peer holds of us.
    int toldTo(Peer peer, UpdateGroup group) {
        Outbox outbox = peer.state(group.key().family()).outbox;
        var routes = new ArrayList<Net>();
        forEachTold(
                group,
                (net, _) -> {
                    if (outbox.isTold(net)) {
                        routes.add(net);
                    }
                });
        return routes.size();
    }

    Optional<UpdateGroup> groupOf(Peer peer, FamilyId family) {
        return Optional.ofNullable(groups.get(UpdateGroup.Key.of(family, peer)))
                .filter(group -> group.members().containsKey(peer));
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
    void join(Peer peer) {
        if (peer.awaitsMemberships()) {
            awaitMemberships(peer);
        }
        for (FamilyId family : peer.families().keySet()) {
            if (peer.speaks(family)) {
                join(peer, family);
            }
        }
    }

    private void join(Peer peer, FamilyId family) {
        UpdateGroup group = groups.computeIfAbsent(UpdateGroup.Key.of(family, peer), this::group);
        Outbox outbox = peer.state(family).outbox;
        group.join(outbox);
        tellAll(peer, group);
        outbox.endOfRibDue(true);
        // with one member the routes of that member had no label of ours, and with none there was
        // nothing at all
        if (group.members().size() <= 2) {
            updateAll(group);
        }
    }

    private void tellAll(Peer peer, UpdateGroup group) {
        Outbox outbox = peer.state(group.key().family()).outbox;
        forEachTold(
                group,
                (net, told) -> {
                    if (told.isFor(peer)) {
                        outbox.changed(net, false, true);
                    }
                });
        wake(outbox);
    }

    private UpdateGroup group(UpdateGroup.Key key) {
        tables.all().forEach(table -> table.audience(null));
        return new UpdateGroup(++numbers, key);
    }

    private void updateAll(UpdateGroup group) {
        FamilyId family = group.key().family();
        if (originatesDefault(group)) {
            // the destination of the default route is there even if no path is
            var table =
                    family.isRouteTarget()
                            ? Optional.of(tables.of(family, Net.NO_RD))
                            : tables.ofVrf(family.vrf(), family.ip());
            table.ifPresent(
                    in -> {
                        Net net = in.net(in.defaultPrefix());
                        update(group, net);
                        tables.release(net);
                    });
        }
        tables.forEach(family, net -> update(group, net));
    }

    /// VPN families have no default route.
    private static boolean originatesDefault(UpdateGroup group) {
        return group.key().policy().defaultOriginate().isPresent() && !group.key().family().vpn();
    }

    /// `neighbor default-originate`: told whether or not there is such a route. One that asks a route-map is not told.
    private Optional<Advertised> defaultRoute(UpdateGroup group) {
        boolean conditional =
                group.key()
                        .policy()
                        .defaultOriginate()
                        .flatMap(DefaultOriginate::routeMap)
                        .isPresent();
        if (conditional) {
            return Optional.empty();
        }
        return Optional.of(policy.origin(group));
    }

    /// A session ended.
    void leave(Peer peer) {
        for (UpdateGroup group : groups.values()) {
            if (group.leave(peer) && group.members().isEmpty()) {
                forgetTold(group);
            }
        }
        due.removeIf(outbox -> outbox.peer() == peer);
        timers.cancel(new TimerKey.Memberships(peer.key()));
        peer.families()
                .keySet()
                .forEach(family -> timers.cancel(new TimerKey.Advertise(peer.key(), family)));
    }

    private void forgetTold(UpdateGroup group) {
        tables.forEach(
                group.key().family(),
                net -> {
                    net.untell(group);
                    tables.release(net);
                });
    }

    /// Policies or settings changed: every group is worked out anew, and peers move to the group that fits them now.
    void reconfigure(Iterable<Peer> peers) {
        for (Peer peer : peers) {
            for (FamilyId family : peer.families().keySet()) {
                if (peer.speaks(family) && groupOf(peer, family).isEmpty()) {
                    move(peer, family);
                }
            }
        }
        groups.values()
                .forEach(
                        group -> {
                            if (!group.members().isEmpty()) {
                                updateAll(group);
                            }
                        });
    }

    /// What the peer holds of its old group is told anew or withdrawn.
    private void move(Peer peer, FamilyId family) {
        Outbox outbox = peer.state(family).outbox;
        for (UpdateGroup group : groups.values()) {
            if (group.key().family().equals(family) && group.leave(peer)) {
                forEachTold(
                        group,
                        (net, told) -> {
                            if (told.isFor(peer)) {
                                outbox.changed(net, true, true);
                            }
                        });
                if (group.members().isEmpty()) {
                    forgetTold(group);
                }
            }
        }
        join(peer, family);
        outbox.endOfRibDue(false);
    }

    /// RFC 2918 section 4, RFC 7313 section 4: tells everything again, between two marks if that was agreed on.
    void refresh(Peer peer, FamilyId family, boolean enhanced) {
        groupOf(peer, family)
                .ifPresent(
                        group -> {
                            Outbox outbox = peer.state(family).outbox;
                            if (enhanced) {
                                sessions.send(peer, mark(family, RouteRefresh.BEGIN));
                                outbox.refreshEndDue(true);
                            }
                            forEachTold(
                                    group,
                                    (net, told) -> {
                                        if (told.isFor(peer)) {
                                            outbox.changed(net, true, true);
                                        }
                                    });
                            timers.cancel(new TimerKey.Advertise(peer.key(), family));
                            wake(outbox);
                        });
    }

    private static RouteRefresh mark(FamilyId family, int subtype) {
        return new RouteRefresh(family.wire(), subtype, Bytes.EMPTY);
    }

    /// Something that a peer waited for has come.
    void wake(Peer peer, FamilyId family) {
        wake(peer.state(family).outbox);
    }

    private void wake(Outbox outbox) {
        if (!outbox.isDue) {
            outbox.isDue = true;
            due.add(outbox);
        }
    }

    /// Sends what may be sent now.
    void settle() {
        for (Outbox outbox = due.poll(); outbox != null; outbox = due.poll()) {
            outbox.isDue = false;
            if (outbox.peer().speaks(outbox.family())) {
                flush(outbox);
            }
        }
    }

    private void flush(Outbox outbox) {
        Peer peer = outbox.peer();
        var group = outbox.group();
        var connection = peer.connection();
        if (group.isEmpty() || connection.isEmpty() || outbox.awaitsMemberships()) {
            return;
        }
        var interval = new TimerKey.Advertise(peer.key(), outbox.family());
        boolean mayAnnounce = timers.at(interval).isEmpty();
        if (mayAnnounce) {
            outbox.resume();
        }
        boolean announced = false;
        while (!outbox.pending().isEmpty() && connection.get().hasRoom()) {
            var changes = changes(group.get(), outbox, mayAnnounce);
            Packed packed = packed(group.get(), connection.get(), changes);
            for (Bytes message : packed.messages()) {
                sessions.sendUpdate(peer, message);
            }
            announced |= packed.announced();
        }
        finish(outbox);
        if (announced) {
            later(peer, interval);
        }
    }

    /// Takes the next changes out of what waits. Announcements that may not be sent yet are put off.
    private static List<Packed.Change> changes(
            UpdateGroup group, Outbox outbox, boolean mayAnnounce) {
        var changes = new ArrayList<Packed.Change>();
        Pending pending = outbox.pending();
        for (int at = pending.next(0);
                at >= 0 && changes.size() < BATCH;
                at = pending.next(at + 1)) {
            Net net = pending.net(at);
            var known = net.told(group);
            var told =
                    known.isPresent() && known.get().isFor(outbox.peer())
                            ? known
                            : Optional.<Advertised>empty();
            if (told.isPresent() && !mayAnnounce) {
                outbox.postpone(at);
                continue;
            }
            if (told.isPresent() || pending.held(at)) {
                changes.add(new Packed.Change(net, told));
            }
            pending.remove(at);
        }
        return changes;
    }

    private Packed packed(UpdateGroup group, Connection connection, List<Packed.Change> changes) {
        var known = group.packed().filter(last -> last.isFor(changes, connection));
        if (known.isPresent()) {
            return known.get();
        }
        var fresh = UpdatePacker.pack(speaker, group.key().family(), connection, changes);
        group.packed(fresh);
        return fresh;
    }

    private void finish(Outbox outbox) {
        if (!outbox.isEmpty()) {
            return;
        }
        if (outbox.endOfRibDue()) {
            outbox.endOfRibDue(false);
            sessions.send(outbox.peer(), Update.endOfRib(outbox.family().wire()));
        }
        if (outbox.refreshEndDue()) {
            outbox.refreshEndDue(false);
            sessions.send(outbox.peer(), mark(outbox.family(), RouteRefresh.END));
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
