package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells the sender of transit traffic that there is a shorter way (flexvpn-mpls.md S8), once in a while for each VRF, source and
/// destination.
final class Redirects {
    /// Pairs that are remembered; while there are more, the rest is not told.
    static final int PAIRS_MAX = 4096;

    private record Pair(Vrf vrf, IpAddress source, IpAddress destination) {}

    private final Core core;
    private final Endpoints endpoints;

    /// By age of the last telling.
    private final Map<Pair, NhrpRedirect> told = new LinkedHashMap<>();

    Redirects(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    void transited(Turn turn, NhrpEvent.Transited event) {
        Optional<PacketHead> head = PacketHead.parse(event.head());
        Optional<NhrpInterface> in = core.interfaces.find(event.in());
        if (head.isPresent() && in.isPresent()) {
            consider(turn, event, in.get(), head.get());
        }
    }

    private void consider(Turn turn, NhrpEvent.Transited event, NhrpInterface in, PacketHead head) {
        NhrpSettings settings = Interfaces.settings(in, head.source().family());
        Optional<NhrpSettings.Redirect> redirect = settings.redirect();
        if (!settings.isOn()
                || redirect.isEmpty()
                || !head.isFirst()
                || !head.isBetweenHosts()
                || event.labelled() && !in.mpls()
                || !core.interfaces.isInNetwork(in, event.out(), head.source().family())
                || goesBack(event, in, head)) {
            return;
        }
        var pair = new Pair(event.vrf(), head.source(), head.destination());
        Duration interval = redirect.get().interval();
        if (mayTell(turn, pair)) {
            tell(turn, event, in, head, pair, interval);
        } else {
            core.ledger.suppressed(in.name());
            told.computeIfPresent(pair, (_, last) -> last.heldBack());
        }
    }

    /// Out by where it came in is no detour where the peer is one and the same.
    private boolean goesBack(NhrpEvent.Transited event, NhrpInterface in, PacketHead head) {
        if (!event.in().equals(event.out())) {
            return false;
        }
        if (!in.isMultipoint()) {
            return true;
        }
        return core.surroundings
                .way(event.vrf(), head.destination())
                .map(way -> way.nextHop().orElse(head.destination()))
                .flatMap(next -> endpoints.nbma(in, next))
                .filter(event.nbma()::equals)
                .isPresent();
    }

    private boolean mayTell(Turn turn, Pair pair) {
        NhrpRedirect last = told.get(pair);
        if (last != null) {
            return !turn.now().isBefore(last.until());
        }
        if (told.size() >= PAIRS_MAX) {
            told.values().removeIf(one -> !turn.now().isBefore(one.until()));
        }
        if (told.size() >= PAIRS_MAX) {
            core.ledger.drop(NhrpDrop.TABLE_FULL);
            return false;
        }
        return true;
    }

    private void tell(
            Turn turn,
            NhrpEvent.Transited event,
            NhrpInterface in,
            PacketHead head,
            Pair pair,
            Duration interval) {
        Optional<IpAddress> ours = Interfaces.address(in, head.source().family());
        if (ours.isEmpty()) {
            return;
        }
        Path path =
                event.labelled()
                        ? new Path.OnLabel(in, event.vrf(), head.source())
                        : Path.to(in, event.nbma());
        told.remove(pair);
        forgetOld(turn);
        told.put(
                pair,
                new NhrpRedirect(
                        pair.vrf,
                        pair.source,
                        pair.destination,
                        in.name(),
                        event.nbma(),
                        turn.now(),
                        turn.now().plus(interval),
                        0));
        core.sender.send(turn, path, Messages.redirect(in, ours.get(), head));
    }

    /// By and by, from the oldest on.
    private void forgetOld(Turn turn) {
        while (!told.isEmpty()) {
            var oldest = told.entrySet().iterator().next();
            if (turn.now().isBefore(oldest.getValue().until())) {
                return;
            }
            told.remove(oldest.getKey());
        }
    }

    List<NhrpRedirect> all() {
        return List.copyOf(told.values());
    }
}
