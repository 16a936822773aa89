package io.culvert.commands.interfaces;

import io.culvert.commands.PortReport;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.router.InterfaceLoad;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What passes an interface, in the rows of IOS.
///
/// @param sinceInput how long ago the last packet came in; empty for never
/// @param sinceCleared how long ago an operator cleared the counters
/// @param load the averaged rates
/// @param noBuffer packets for which no buffer was free
/// @param runts frames shorter than their headers
/// @param frameErrors frames that make no sense
/// @param overrun packets that came faster than they were taken
/// @param unknownProtocol frames of protocols and VLANs that nobody here speaks
/// @param inputDrops other packets that came in here and were dropped
/// @param outputDrops packets that should have left here and were dropped
/// @param outputErrors packets that the port did not get out
/// @param why the drops of both directions by reason
record InterfaceTraffic(
        Optional<Duration> sinceInput,
        Optional<Duration> sinceOutput,
        Optional<Duration> sinceCleared,
        InterfaceLoad load,
        long packetsIn,
        long octetsIn,
        long broadcastsIn,
        long multicastsIn,
        long packetsOut,
        long octetsOut,
        long broadcastsOut,
        long multicastsOut,
        long noBuffer,
        long runts,
        long frameErrors,
        long overrun,
        long unknownProtocol,
        long inputDrops,
        long outputDrops,
        long outputErrors,
        List<Loss> why) {
    /// @param direction `in` or `out`
    record Loss(String direction, String reason, long packets, String sentence) {}

    private static final List<Drop> RUNTS = List.of(Drop.FRAME_SHORT);
    private static final List<Drop> FRAME = List.of(Drop.FRAME_SOURCE_GROUP);
    private static final List<Drop> NO_BUFFER = List.of(Drop.NO_SLOT);
    private static final List<Drop> UNKNOWN =
            List.of(
                    Drop.ETHERTYPE_UNKNOWN,
                    Drop.FRAME_LENGTH_TYPE,
                    Drop.VLAN_UNKNOWN,
                    Drop.BARE_VERSION);

    InterfaceTraffic {
        why = List.copyOf(why);
    }

    static InterfaceTraffic of(
            RouterView view, Instant now, InterfaceState state, Optional<PortReport> port) {
        InterfaceCounters counters = view.counters(state);
        long runts = sum(counters, RUNTS);
        long frame = sum(counters, FRAME);
        long noBuffer = sum(counters, NO_BUFFER);
        long unknown = sum(counters, UNKNOWN);
        return new InterfaceTraffic(
                since(now, counters.lastInNanos()),
                since(now, counters.lastOutNanos()),
                view.cleared(state).map(at -> Duration.between(at, now)),
                view.load(state, now),
                counters.packetsIn(),
                counters.octetsIn(),
                counters.broadcastsIn(),
                counters.multicastsIn(),
                counters.packetsOut(),
                counters.octetsOut(),
                counters.broadcastsOut(),
                counters.multicastsOut(),
                noBuffer + losses(port, PortReport.Kind.IGNORED),
                runts,
                frame + losses(port, PortReport.Kind.FRAME),
                losses(port, PortReport.Kind.OVERRUN),
                unknown,
                counters.drops() - runts - frame - noBuffer - unknown,
                counters.outputDrops(),
                losses(port, PortReport.Kind.OUTPUT),
                why(counters, port));
    }

    private static Optional<Duration> since(Instant now, long nanos) {
        return nanos == InterfaceCounters.NEVER
                ? Optional.empty()
                : Optional.of(Duration.between(Instant.EPOCH.plusNanos(nanos), now));
    }

    private static long sum(InterfaceCounters counters, List<Drop> reasons) {
        return reasons.stream().mapToLong(counters::dropsIn).sum();
    }

    private static long losses(Optional<PortReport> port, PortReport.Kind kind) {
        return port.map(report -> report.losses(kind)).orElse(0L);
    }

    private static List<Loss> why(InterfaceCounters counters, Optional<PortReport> port) {
        var why = new ArrayList<Loss>();
        counters.dropsIn().forEach(drop -> why.add(loss("in", drop)));
        counters.dropsOut().forEach(drop -> why.add(loss("out", drop)));
        port.ifPresent(
                report ->
                        report.losses().stream()
                                .filter(loss -> loss.packets() > 0)
                                .map(InterfaceTraffic::loss)
                                .forEach(why::add));
        return why;
    }

    private static Loss loss(String direction, DropCount drop) {
        return new Loss(direction, drop.reason().name(), drop.packets(), drop.reason().sentence());
    }

    private static Loss loss(PortReport.Loss loss) {
        return new Loss(
                loss.kind() == PortReport.Kind.OUTPUT ? "out" : "in",
                loss.name(),
                loss.packets(),
                loss.sentence());
    }

    long inputErrors() {
        return runts + frameErrors + overrun + noBuffer;
    }
}
