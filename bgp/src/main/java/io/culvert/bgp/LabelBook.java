package io.culvert.bgp;

import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.LabelMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The labels that we give to others: one for each route of a VRF, or one for the VRF, and one for each VPN route that we
/// pass on with ourselves as next hop (RFC 4364 sections 4.3.2 and 10).
final class LabelBook {
    private static final class Held {
        final Label label;
        BgpEffect.LabelUse use;
        int users;

        Held(Label label, BgpEffect.LabelUse use) {
            this.label = label;
            this.use = use;
        }
    }

    private record Wish(LabelKey key, BgpEffect.LabelUse use) {}

    private final Speaker speaker;
    private final LabelSource source;
    private final Map<LabelKey, Held> held = new LinkedHashMap<>();

    LabelBook(Speaker speaker, LabelSource source) {
        this.speaker = speaker;
        this.source = source;
    }

    /// Gives the destination the label that its best path asks for, and takes back another.
    void update(Net net) {
        if (net.labelKey().isEmpty() && net.table().owner().isEmpty()) {
            return; // it gets one when it is passed on
        }
        var best = net.best();
        give(net, best.isPresent() ? wish(net, best.get()) : Optional.empty());
    }

    /// The label under which a peer's VPN route is passed on; it stays until the route goes or changes its next hop.
    Optional<Label> forTransit(Net net) {
        if (net.label().isEmpty()) {
            give(net, net.carrier().flatMap(carrier -> transit(net, carrier)));
        }
        return net.label();
    }

    private Optional<Wish> wish(Net net, Path best) {
        if (!net.table().vpn() || best.isImported()) {
            return Optional.empty();
        }
        boolean remote = best.peer().filter(peer -> peer.key().vrf().isGlobal()).isPresent();
        if (!remote) {
            return net.table().owner().map(vrf -> local(net, best, vrf));
        }
        boolean passedOn =
                net.labelKey().filter(LabelKey.RemoteRoute.class::isInstance).isPresent();
        return passedOn
                ? net.carrier().flatMap(carrier -> transit(net, carrier))
                : Optional.empty();
    }

    private Wish local(Net net, Path best, Vrf vrf) {
        LabelMode mode =
                Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                        .map(config -> config.labelMode(net.table().ip()))
                        .orElse(LabelMode.PER_PREFIX);
        if (mode == LabelMode.PER_VRF) {
            return new Wish(new LabelKey.VrfTable(vrf), new BgpEffect.LabelUse.Lookup(vrf));
        }
        var key = new LabelKey.VrfPrefix(vrf, net.prefix());
        if (!(best.origination instanceof Path.Origination.Local(var kind))) {
            return new Wish(key, new BgpEffect.LabelUse.Route(vrf, net.prefix()));
        }
        return new Wish(
                key,
                switch (kind) {
                    case CONNECTED -> new BgpEffect.LabelUse.Attached(vrf, net.prefix());
                    case FORWARD -> new BgpEffect.LabelUse.Route(vrf, net.prefix());
                    case DISCARD -> new BgpEffect.LabelUse.Lookup(vrf);
                });
    }

    private static Optional<Wish> transit(Net net, Path best) {
        if (best.label().isEmpty() || best.nextHop().isEmpty()) {
            return Optional.empty();
        }
        var hop = best.nextHop().get();
        Label out = best.label().get();
        var key = new LabelKey.RemoteRoute(net.table().rd(), net.prefix(), hop, out);
        var use =
                new BgpEffect.LabelUse.Swap(
                        net.table().rd(),
                        net.prefix(),
                        best.nextHopVrf(),
                        hop,
                        out,
                        net.table().owner());
        return Optional.of(new Wish(key, use));
    }

    private void give(Net net, Optional<Wish> wish) {
        var before = net.labelKey();
        if (wish.isPresent()) {
            LabelKey key = wish.get().key();
            Held label = held.get(key);
            if (before.filter(key::equals).isPresent() && label != null) {
                bind(key, label, wish.get().use());
                return;
            }
            take(net, wish.get());
        } else {
            net.label(null, null);
        }
        before.ifPresent(this::release);
    }

    private void take(Net net, Wish wish) {
        Held label = held.get(wish.key());
        if (label == null) {
            var fresh = source.allocate(wish.key());
            if (fresh.isEmpty()) {
                speaker.count("no label left");
                speaker.notice(
                        3, "NOLABEL", "no label is left for " + net + "; widen mpls label range");
                net.label(null, null);
                return;
            }
            label = new Held(fresh.get(), wish.use());
            held.put(wish.key(), label);
            speaker.emit(new BgpEffect.BindLabel(label.label, wish.key(), wish.use()));
        }
        label.users++;
        net.label(wish.key(), label.label);
    }

    private void bind(LabelKey key, Held label, BgpEffect.LabelUse use) {
        if (!label.use.equals(use)) {
            label.use = use;
            speaker.emit(new BgpEffect.BindLabel(label.label, key, use));
        }
    }

    private void release(LabelKey key) {
        Held label = held.get(key);
        if (label != null && --label.users == 0) {
            held.remove(key);
            source.release(key);
            speaker.emit(new BgpEffect.ReleaseLabel(label.label, key));
        }
    }
}
