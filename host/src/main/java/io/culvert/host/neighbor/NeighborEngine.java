package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Engine;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEffect.Expired;
import io.culvert.host.neighbor.NeighborEffect.Resolved;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.host.neighbor.NeighborEffect.Unresolvable;
import io.culvert.host.neighbor.Reachability.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The neighbours of all interfaces of a router: ARP (RFC 826) and neighbour discovery (RFC 4861) for packets that wait
/// for a link-layer address, and what a router owes its links besides: checks of its own addresses ([AddressChecks]), news for
/// hosts ([RouterAdvertiser]). [Reachability] is what happens to a neighbour, [NeighborListener] hears what they say.
public final class NeighborEngine implements Engine<NeighborEvent, NeighborEffect> {
    /// Entries of all interfaces; more are not learnt, and wanted ones beyond are unresolvable.
    public static final int ENTRIES_MAX = 65_536;

    /// Addresses being asked for at once: bounds what a scan of our subnets can make us hold.
    public static final int INCOMPLETE_MAX = 1_024;

    private final NeighborLinks links = new NeighborLinks();
    private final StaticNeighbors statics = new StaticNeighbors();
    private final AddressDefence defence = new AddressDefence();
    private final NeighborCache cache = new NeighborCache(links);
    private final AddressChecks checks = new AddressChecks(links);
    private final RouterAdvertiser advertiser;
    private final NeighborListener listener;

    /// @param random spreads router advertisements in time
    public NeighborEngine(RandomGenerator random) {
        advertiser = new RouterAdvertiser(random);
        listener = new NeighborListener(links, cache, statics, defence, checks, advertiser);
    }

    @Override
    public void on(Instant now, NeighborEvent event, Consumer<? super NeighborEffect> effects) {
        switch (event) {
            case NeighborEvent.Wanted(var on, var address) ->
                    wanted(now, new NeighborKey(on, address), effects);
            case NeighborEvent.FrameReceived(var on, var frame) ->
                    listener.on(now, on, frame, effects);
            case NeighborEvent.InterfaceUp(var on, var link) -> up(now, on, link, effects);
            case NeighborEvent.InterfaceDown(var on) -> {
                forgetAll(now, on, effects);
                checks.down(on);
                advertiser.down(on);
                links.remove(on);
            }
            case NeighborEvent.Confirmed(var on, var address) ->
                    cache.on(now, new NeighborKey(on, address), new Fact.Confirmed(), effects);
            case NeighborEvent.StaticSet(var vrf, var address, var mac) ->
                    setStatic(vrf, address, mac, effects);
            case NeighborEvent.StaticRemoved(var vrf, var address) -> {
                if (statics.remove(vrf, address)) {
                    links.onLink(vrf, address)
                            .forEach(key -> effects.accept(new Expired(key.on(), address)));
                }
            }
            case NeighborEvent.Clear(var on) ->
                    cache.keys(key -> on.isEmpty() || on.get().equals(key.on()))
                            .forEach(key -> cache.on(now, key, new Fact.Cleared(), effects));
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super NeighborEffect> effects) {
        checks.onTime(now, effects);
        advertiser.onTime(now, effects);
        cache.onTime(now, effects);
    }

    @Override
    public Optional<Instant> wakeAt() {
        Optional<Instant> ours = Timers.earlier(checks.wakeAt(), advertiser.wakeAt());
        return Timers.earlier(ours, cache.wakeAt());
    }

    /// Some addresses are known without asking; the others are the cache's to find.
    private void wanted(Instant now, NeighborKey key, Consumer<? super NeighborEffect> effects) {
        Optional<NeighborLink> link = links.find(key.on()).filter(found -> found.mac().isPresent());
        Optional<MacAddress> known =
                link.flatMap(
                        found ->
                                statics.find(found.vrf(), key.address())
                                        .or(() -> NeighborFrames.implied(found, key.address())));
        if (link.isEmpty()) {
            effects.accept(new Unresolvable(key.on(), key.address()));
        } else if (known.isPresent()) {
            effects.accept(new Resolved(key.on(), key.address(), known.get()));
        } else {
            cache.on(now, key, new Fact.Wanted(), effects);
        }
    }

    private void setStatic(
            Vrf vrf, IpAddress address, MacAddress mac, Consumer<? super NeighborEffect> effects) {
        statics.set(vrf, address, mac);
        for (NeighborKey key : links.onLink(vrf, address)) {
            cache.drop(key);
            effects.accept(new Resolved(key.on(), address, mac));
        }
    }

    /// A changed VRF or MAC address makes all that was learnt worthless; new addresses are announced.
    private void up(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            Consumer<? super NeighborEffect> effects) {
        Optional<NeighborLink> old = links.find(on);
        boolean sameMac = old.filter(was -> was.mac().equals(link.mac())).isPresent();
        boolean sameVrf = old.filter(was -> was.vrf().equals(link.vrf())).isPresent();
        if (old.isPresent() && !(sameMac && sameVrf)) {
            forgetAll(now, on, effects);
        }
        links.put(on, link);
        checks.up(now, on, link);
        advertiser.up(now, on, link, effects);
        for (NeighborLink.Address own : link.addresses()) {
            boolean told = sameMac && old.filter(was -> was.owns(own.address())).isPresent();
            if (link.mac().isPresent() && !told) {
                effects.accept(
                        new SendFrame(
                                on,
                                NeighborFrames.announcement(
                                        link, link.mac().get(), own.address())));
            }
        }
    }

    private void forgetAll(
            Instant now, InterfaceName on, Consumer<? super NeighborEffect> effects) {
        defence.forget(on);
        cache.keys(key -> key.on().equals(on))
                .forEach(key -> cache.on(now, key, new Fact.Forgotten(), effects));
    }

    /// All entries for `show ip arp` and `show ipv6 neighbors`, own addresses included, in order of VRF, address and
    /// interface.
    public List<NeighborEntry> entries(Instant now) {
        var rows = new ArrayList<NeighborEntry>();
        links.forEach(
                (on, link) ->
                        link.addresses().stream()
                                .filter(_ -> link.mac().isPresent())
                                .forEach(own -> rows.add(NeighborEntry.own(on, link, own))));
        statics.forEach(
                (key, mac) ->
                        links.onLink(key.vrf(), key.address())
                                .forEach(at -> rows.add(NeighborEntry.fixed(key.vrf(), at, mac))));
        cache.forEach((key, state) -> row(now, key, state).ifPresent(rows::add));
        rows.sort(
                Comparator.comparing(NeighborEntry::vrf)
                        .thenComparing(NeighborEntry::address)
                        .thenComparing(NeighborEntry::on));
        return rows;
    }

    private Optional<NeighborEntry> row(Instant now, NeighborKey key, Reachability state) {
        if (state instanceof Reachability.Failed) {
            return Optional.empty();
        }
        Optional<MacAddress> mac = state.knownMac();
        Duration age = Duration.between(state.knownSince().orElse(now), now);
        var kind = mac.isPresent() ? NeighborEntry.Kind.DYNAMIC : NeighborEntry.Kind.INCOMPLETE;
        return links.find(key.on())
                .map(
                        link ->
                                new NeighborEntry(
                                        link.vrf(),
                                        key.on(),
                                        key.address(),
                                        mac,
                                        Optional.of(age),
                                        kind));
    }
}
