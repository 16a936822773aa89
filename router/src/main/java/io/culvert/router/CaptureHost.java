package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.Tap;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.engine.Notice;
import io.culvert.router.capture.CapturePlane;
import io.culvert.router.capture.CaptureSource;
import io.culvert.router.capture.Captures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What captures need of the router.
final class CaptureHost implements Captures.Host {
    private final Works works;

    CaptureHost(Works works) {
        this.works = works;
    }

    @Override
    public Optional<CaptureSource> source(InterfaceName name) {
        return works.interfaces.find(name).flatMap(this::source);
    }

    private Optional<CaptureSource> source(InterfaceState state) {
        if (state.isTunnel()) {
            return Optional.of(
                    new CaptureSource(
                            CaptureSource.Kind.TUNNEL, state.index(), CaptureSource.ANY_VLAN));
        }
        if (!state.name().kind().isPhysical()) {
            return Optional.empty();
        }
        var kind = state.isBare() ? CaptureSource.Kind.PACKETS : CaptureSource.Kind.FRAMES;
        int vlan = state.config().vlan().map(tag -> tag.vlan()).orElse(CaptureSource.ANY_VLAN);
        int index =
                works.interfaces
                        .find(state.name().parent())
                        .map(InterfaceState::index)
                        .orElse(state.index());
        return Optional.of(new CaptureSource(kind, index, vlan));
    }

    @Override
    public Optional<AccessList> accessList(String name) {
        return AccessLists.compile(works.config, Optional.of(name));
    }

    @Override
    public Instant now() {
        return works.pump.now();
    }

    @Override
    public void lookOn(List<Tap> taps) {
        works.plane.setTaps(taps);
    }

    /// Those that are looked at each by itself.
    static List<CapturePlane> planes(Works works) {
        var planes = new ArrayList<CapturePlane>();
        planes.add(new CapturePlane(works.setup.slab(), () -> Clock.nanos(works.pump.now())));
        for (int i = 1; i < works.plane.watched(); i++) {
            DataPlane plane = works.plane.plane(i);
            planes.add(new CapturePlane(plane.slab(), plane::nowNanos));
        }
        return planes;
    }

    @Override
    public void log(Notice notice) {
        works.log(notice);
    }
}
