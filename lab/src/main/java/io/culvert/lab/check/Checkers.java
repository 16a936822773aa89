package io.culvert.lab.check;

import io.culvert.base.Bytes;
import io.culvert.base.Vrf;
import io.culvert.lab.Durations;
import io.culvert.lab.Endpoint;
import io.culvert.lab.FrameView;
import io.culvert.lab.Lab;
import io.culvert.lab.Link;
import io.culvert.lab.LinkEnd;
import io.culvert.lab.RouterNode;
import io.culvert.lab.Tap;
import io.culvert.lab.host.HostNode;
import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The checkers of one lab. What they have to look at is said before the lab is switched on, since they answer for all
/// that happened since then.
public final class Checkers implements Tap, Witness {
    static final int REPORTS_MAX = 10;

    /// What was found on a watched link.
    private static final class Watch {
        final StrictCheck strict = new StrictCheck();
        final List<String> payloads = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        long payloadCount;
        long otherCount;
    }

    private record Leak(Vrf entered, Vrf delivered) {}

    private final Lab lab;
    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<Link, Watch> watches = new LinkedHashMap<>();
    private final Map<Leak, List<String>> leaks = new LinkedHashMap<>();
    private boolean followVrfs;

    public Checkers(Lab lab) {
        this.lab = lab;
        lab.tap(this);
    }

    /// The link of this endpoint is to be looked at from now on.
    public void watch(Endpoint endpoint) {
        watches.computeIfAbsent(lab.end(endpoint).orElseThrow().link(), _ -> new Watch());
    }

    /// VRFs are to be followed from now on.
    public void followVrfs() {
        followVrfs = true;
    }

    private boolean isIdle() {
        return watches.isEmpty() && !followVrfs;
    }

    // What hosts and VRF interfaces send and receive

    @Override
    public void transmitted(long now, LinkEnd from, int slot) {
        if (isIdle()) {
            return;
        }
        MemorySegment slab = lab.frames().memory();
        long start = lab.frames().start(slot);
        long end = lab.frames().end(slot);
        if (lab.node(from.endpoint().node()).orElseThrow() instanceof HostNode) {
            clear(slab, start, end, from);
        }
        customerVrf(from, slab, start, end)
                .ifPresent(
                        vrf -> {
                            clear(slab, start, end, from);
                            left(
                                    vrf,
                                    slab,
                                    FrameView.network(slab, start, end),
                                    end,
                                    from.toString());
                        });
        Watch watch = watches.get(from.link());
        if (watch != null) {
            look(now, watch, from, slab, start, end);
        }
    }

    @Override
    public void delivered(long now, LinkEnd to, int slot) {
        if (isIdle()) {
            return;
        }
        MemorySegment slab = lab.frames().memory();
        long start = lab.frames().start(slot);
        long end = lab.frames().end(slot);
        if (lab.node(to.endpoint().node()).orElseThrow() instanceof HostNode) {
            clear(slab, start, end, to);
        }
        customerVrf(to, slab, start, end)
                .ifPresent(
                        vrf ->
                                clear(slab, start, end, to)
                                        .ifPresent(entry -> entry.entered.add(vrf)));
    }

    private Optional<Fingerprints.Entry> clear(
            MemorySegment slab, long start, long end, LinkEnd at) {
        return fingerprints.add(slab, FrameView.network(slab, start, end), end, at.toString());
    }

    /// The VRF of the router's interface that this frame goes through, unless it is the router's own IKE or ESP at the front
    /// door of its tunnels.
    private Optional<Vrf> customerVrf(LinkEnd at, MemorySegment slab, long start, long end) {
        if (!(lab.node(at.endpoint().node()).orElseThrow() instanceof RouterNode router)
                || end - start < FrameView.ETHERNET_SIZE + FrameView.TAG_SIZE) {
            return Optional.empty();
        }
        boolean tagged = Net.u16(slab, start + 12) == FrameView.TYPE_VLAN;
        int vlan = tagged ? Net.u16(slab, start + 14) & 0xFFF : 0;
        int port = router.ports().indexOf(at.endpoint().port());
        return router.vrfOf(port, vlan)
                .filter(
                        vrf ->
                                isCustomers(
                                        router,
                                        vrf,
                                        slab,
                                        FrameView.network(slab, start, end),
                                        end));
    }

    private static boolean isCustomers(
            RouterNode router, Vrf vrf, MemorySegment segment, long network, long end) {
        return !vrf.isGlobal()
                && !(router.isFrontDoor(vrf)
                        && PacketParts.of(segment, network, end)
                                .filter(parts -> parts.isProtection(segment))
                                .isPresent());
    }

    @Override
    public void originated(RouterNode router, Vrf vrf, Bytes packet) {
        if (isIdle()) {
            return;
        }
        MemorySegment segment = MemorySegment.ofArray(packet.toArray());
        if (isCustomers(router, vrf, segment, 0, packet.size())) {
            fingerprints
                    .add(segment, 0, packet.size(), "a router in VRF " + vrf)
                    .ifPresent(entry -> entry.entered.add(vrf));
        }
    }

    @Override
    public void delivered(RouterNode router, Vrf vrf, Bytes packet) {
        if (isIdle()) {
            return;
        }
        MemorySegment segment = MemorySegment.ofArray(packet.toArray());
        if (isCustomers(router, vrf, segment, 0, packet.size())) {
            left(vrf, segment, 0, packet.size(), "a router in VRF " + vrf);
            fingerprints.add(segment, 0, packet.size(), "a router in VRF " + vrf);
        }
    }

    private void left(Vrf vrf, MemorySegment segment, long network, long end, String where) {
        fingerprints
                .find(segment, network, end)
                .ifPresent(
                        entry -> {
                            if (!entry.entered.isEmpty() && !entry.entered.contains(vrf)) {
                                for (Vrf entered : entry.entered) {
                                    var reports =
                                            leaks.computeIfAbsent(
                                                    new Leak(entered, vrf), _ -> new ArrayList<>());
                                    if (reports.size() < REPORTS_MAX) {
                                        reports.add(
                                                "%s: a packet that entered at %s left at %s"
                                                        .formatted(
                                                                at(lab.now()), entry.where, where));
                                    }
                                }
                            }
                        });
    }

    // What stands on the links

    private void look(
            long now, Watch watch, LinkEnd from, MemorySegment slab, long start, long end) {
        long network = FrameView.network(slab, start, end);
        var payload = fingerprints.scan(slab, network, end);
        if (payload.isPresent() && watch.payloadCount++ < REPORTS_MAX) {
            watch.payloads.add(
                    "%s: %s sent a packet with a payload that is in the clear at %s"
                            .formatted(at(now), from, payload.get().where));
        }
        var other = watch.strict.frame(slab, start, end);
        if (other.isPresent() && watch.otherCount++ < REPORTS_MAX) {
            watch.others.add("%s: %s sent %s".formatted(at(now), from, other.get()));
        }
    }

    private static String at(long now) {
        return Durations.text(Duration.ofNanos(now / 1_000 * 1_000));
    }

    /// Why `clear-text ENDPOINT none` does not hold; empty if it does.
    public List<String> clearText(Endpoint endpoint, boolean strict) {
        Watch watch = watches.get(lab.end(endpoint).orElseThrow().link());
        if (watch == null) {
            return List.of("the link of " + endpoint + " was not watched from the beginning");
        }
        var reports = new ArrayList<>(watch.payloads);
        if (strict) {
            reports.addAll(watch.others);
            watch.strict.leftOver().ifPresent(what -> reports.add(from(endpoint) + what));
        }
        long more = watch.payloadCount + (strict ? watch.otherCount : 0) - reports.size();
        if (more > 0) {
            reports.add("and " + more + " more");
        }
        return reports;
    }

    private static String from(Endpoint endpoint) {
        return endpoint + ": ";
    }

    /// Why `isolated` does not hold; empty if it does.
    public List<String> isolated(Vrf one, Vrf other) {
        var reports = new ArrayList<String>();
        leaks.forEach(
                (leak, found) -> {
                    if (leak.equals(new Leak(one, other)) || leak.equals(new Leak(other, one))) {
                        reports.addAll(found);
                    }
                });
        return reports;
    }
}
