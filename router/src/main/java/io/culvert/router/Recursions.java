package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import io.culvert.rib.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Tunnels whose outer packets would go into the tunnel itself, as the route to the other end says. With the tunnel that route goes, and
/// with the route the reason: so it is not asked again before a pause is over, as IOS does.
/// ```
///   up --route to the other end leads inside--> down --PAUSE--> up, and down again if that route comes back
/// ```
final class Recursions implements Underlay {
    static final Duration PAUSE = Duration.ofMinutes(1);

    /// Tunnels in tunnels that are looked through.
    static final int DEPTH_MAX = 4;

    private final Works works;
    private final TreeMap<InterfaceName, Recursion> held = new TreeMap<>();

    Recursions(Works works) {
        this.works = works;
    }

    /// Why a tunnel, or the one of all peers that it is for one of, is down; empty where it is not for this.
    Optional<Recursion> of(InterfaceName tunnel) {
        return Optional.ofNullable(held.get(tunnel))
                .or(() -> Optional.ofNullable(held.get(InterfaceState.shown(tunnel))));
    }

    @Override
    public boolean reachable(Vrf frontDoor, IpAddress destination) {
        return works.ribEngine.resolve(frontDoor, destination).isPresent();
    }

    @Override
    public boolean recurs(InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends) {
        if (of(tunnel).isPresent()) {
            return true;
        }
        Optional<Recursion> inside = Optional.empty();
        for (IpAddress end : ends) {
            Optional<Resolution> way = works.ribEngine.resolve(frontDoor, end);
            if (way.isPresent() && !leadsInto(tunnel, way.get())) {
                return false;
            }
            if (inside.isEmpty()) {
                inside = way.map(into -> new Recursion(end, into.via(), until()));
            }
        }
        inside.ifPresent(found -> hold(tunnel, found));
        return inside.isPresent();
    }

    private Instant until() {
        return works.pump.now().plus(PAUSE);
    }

    private boolean leadsInto(InterfaceName tunnel, Resolution first) {
        Optional<Resolution> way = Optional.of(first);
        for (int depth = 0; way.isPresent() && depth < DEPTH_MAX; depth++) {
            InterfaceName out = way.get().out();
            if (InterfaceState.shown(out).equals(InterfaceState.shown(tunnel))) {
                return true;
            }
            way =
                    works.interfaces
                            .find(out)
                            .filter(state -> state.isTunnel() && !state.isMultipoint())
                            .flatMap(InterfaceState::travels)
                            .flatMap(
                                    path ->
                                            works.ribEngine.resolve(
                                                    path.frontDoor(), path.destination()));
        }
        return false;
    }

    private void hold(InterfaceName tunnel, Recursion found) {
        held.put(tunnel, found);
        String which = InterfaceState.isEndpoint(tunnel) ? " to " + found.end() : "";
        works.log(
                new Notice(
                        "TUN",
                        5,
                        "RECURDOWN",
                        "%s%s temporarily disabled due to recursive routing"
                                .formatted(InterfaceState.shown(tunnel), which)));
    }

    @Override
    public void follow(InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends) {
        works.ribEffects.follow(tunnel, frontDoor, ends);
    }

    @Override
    public void forget(InterfaceName tunnel) {
        held.remove(tunnel);
    }

    Optional<Instant> wakeAt() {
        return held.isEmpty() // as nearly always, and it is asked often
                ? Optional.empty()
                : held.values().stream().map(Recursion::until).min(Instant::compareTo);
    }

    void onTime(Instant now) {
        for (InterfaceName tunnel : List.copyOf(held.keySet())) {
            boolean isOver =
                    Optional.ofNullable(held.get(tunnel))
                            .filter(each -> !now.isBefore(each.until()))
                            .isPresent();
            if (isOver) {
                held.remove(tunnel);
                works.pump.post(() -> works.interfaces.reevaluate(tunnel));
            }
        }
    }
}
