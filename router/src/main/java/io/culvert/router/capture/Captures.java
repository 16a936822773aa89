package io.culvert.router.capture;

import io.culvert.base.InterfaceName;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.dataplane.Tap;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.engine.Notice;
import io.culvert.engine.Timers;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.KeyLog;
import io.culvert.wire.pcapng.PcapngWriter;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// All captures of a router. It acts only when it is told to, and looks on only while a capture runs.
public final class Captures {
    public static final int CAPTURES_MAX = 8;

    /// Of all buffers together.
    public static final int MEGABYTES_MAX = 256;

    private static final String FACILITY = "BUFCAP";
    private static final int WARNING = 4;
    private static final int INFORMATIONAL = 6;

    /// The router, as captures need it.
    public interface Host {
        /// Where the packets of an interface pass; empty for one that does not exist, or has none.
        Optional<CaptureSource> source(InterfaceName name);

        Optional<AccessList> accessList(String name);

        /// Router time.
        Instant now();

        /// From the next packet on, these look on, one at each plane.
        void lookOn(List<Tap> taps);

        void log(Notice notice);
    }

    private final Host host;
    private final List<CapturePlane> planes;
    private final Tap otherTap;
    private final KeyLog otherKeys;
    private final Map<String, Capture> captures = new TreeMap<>();
    private boolean stale;

    /// @param planes the first is that of the router's own thread
    /// @param otherTap looks on at the first plane, whether a capture runs or not
    /// @param otherKeys is told of every key whether a capture gathers them or not
    public Captures(Host host, List<CapturePlane> planes, Tap otherTap, KeyLog otherKeys) {
        this.host = host;
        this.planes = List.copyOf(planes);
        this.otherTap = otherTap;
        this.otherKeys = otherKeys;
    }

    /// Carries out an order.
    ///
    /// @return a sentence that says why not
    public Optional<String> on(CaptureOrder order) {
        Capture capture = captures.get(order.name());
        if (capture == null) {
            return order instanceof CaptureOrder.Define(var settings)
                    ? create(settings)
                    : Optional.of("Capture " + order.name() + " does not exist");
        }
        return switch (order) {
            case CaptureOrder.Define(var settings) -> define(capture, settings);
            case CaptureOrder.Start _ -> start(capture);
            case CaptureOrder.Stop _ -> stop(capture);
            case CaptureOrder.Clear _ -> clear(capture);
            case CaptureOrder.Remove(var name) -> remove(name, capture);
            case CaptureOrder.GatherKeys(var name, var who) -> gatherKeys(name, capture, who);
            case CaptureOrder.KeysWritten written -> keysWritten(capture, written);
        };
    }

    private Optional<String> create(CaptureSettings settings) {
        if (captures.size() == CAPTURES_MAX) {
            return Optional.of(
                    "There are "
                            + CAPTURES_MAX
                            + " captures already: remove one with no monitor capture NAME");
        }
        Optional<String> refusal = refusal(settings);
        if (refusal.isEmpty()) {
            captures.put(settings.name(), new Capture(settings));
        }
        return refusal;
    }

    private Optional<String> define(Capture capture, CaptureSettings settings) {
        if (capture.isActive()) {
            return Optional.of(
                    "Capture " + settings.name() + " is active: stop it before it is changed");
        }
        Optional<String> refusal = refusal(settings);
        if (refusal.isEmpty()) {
            capture.define(settings);
        }
        return refusal;
    }

    private Optional<String> refusal(CaptureSettings settings) {
        if (settings.points().size() > CaptureSettings.POINTS_MAX) {
            return Optional.of("A capture has at most " + CaptureSettings.POINTS_MAX + " points");
        }
        int others =
                captures.values().stream()
                        .map(Capture::settings)
                        .filter(other -> !other.name().equals(settings.name()))
                        .mapToInt(CaptureSettings::megabytes)
                        .sum();
        return others + settings.megabytes() > MEGABYTES_MAX
                ? Optional.of(
                        "All capture buffers together hold at most "
                                + MEGABYTES_MAX
                                + " MB; the others have "
                                + others)
                : Optional.empty();
    }

    private Optional<String> start(Capture capture) {
        String name = capture.settings().name();
        if (capture.isActive()) {
            return Optional.of("Capture " + name + " is already active");
        }
        if (capture.settings().points().isEmpty()) {
            return Optional.of(
                    "Capture "
                            + name
                            + " has no place: add monitor capture "
                            + name
                            + " interface INTERFACE both");
        }
        capture.start(host.now(), planes);
        tell("ENABLE", "Capture Point " + name + " enabled.");
        lookOn();
        return Optional.empty();
    }

    private Optional<String> stop(Capture capture) {
        String name = capture.settings().name();
        if (!capture.isActive()) {
            return Optional.of("Capture " + name + " is not active");
        }
        capture.stop(host.now());
        tell("DISABLE", "Capture Point " + name + " disabled.");
        lookOn();
        return Optional.empty();
    }

    private Optional<String> clear(Capture capture) {
        if (capture.isActive()) {
            return Optional.of(
                    "Capture "
                            + capture.settings().name()
                            + " is active: stop it before it is cleared");
        }
        capture.clear();
        return Optional.empty();
    }

    private Optional<String> remove(String name, Capture capture) {
        captures.remove(name);
        capture.keys().ifPresent(WiresharkKeys::wipe);
        if (capture.isActive()) {
            capture.stop(host.now());
            tell("DISABLE", "Capture Point " + name + " disabled.");
            lookOn();
        }
        return Optional.empty();
    }

    private void tell(String mnemonic, String text) {
        host.log(new Notice(FACILITY, INFORMATIONAL, mnemonic, text));
    }

    private Optional<String> gatherKeys(String name, Capture capture, String who) {
        if (capture.keys().isEmpty()) {
            capture.gatherKeys();
            warn(
                    who
                            + " ordered capture "
                            + name
                            + " to gather the keys of all security associations made from now on");
        }
        return Optional.empty();
    }

    private Optional<String> keysWritten(Capture capture, CaptureOrder.KeysWritten written) {
        int known = capture.keys().map(WiresharkKeys::size).orElse(0);
        warn(
                "%s wrote the keys of %d security associations to %s: who reads them reads the traffic"
                        .formatted(written.who(), known, written.where()));
        return Optional.empty();
    }

    private void warn(String text) {
        host.log(new Notice("CAPTURE", WARNING, "KEYS", text));
    }

    /// Interfaces or access lists may have changed, or a capture has come or gone.
    private void lookOn() {
        var running = new ArrayList<Capture>();
        for (Capture capture : captures.values()) {
            if (capture.isActive()) {
                capture.resolve(host);
                running.add(capture);
            }
        }
        var taps = new ArrayList<Tap>();
        for (int i = 0; i < planes.size(); i++) {
            Tap before = i == 0 ? otherTap : Tap.NONE;
            taps.add(
                    running.isEmpty()
                            ? before
                            : new CaptureTap(before, running, i, planes.get(i).nanos()));
        }
        host.lookOn(taps);
    }

    /// Interfaces or access lists have changed.
    public void surroundingsChanged() {
        stale = true;
    }

    /// Takes in what has changed, and stops what has reached its limit.
    public void settle() {
        boolean changed = stale && captures.values().stream().anyMatch(Capture::isActive);
        stale = false;
        for (Capture capture : captures.values()) {
            if (capture.isActive() && capture.ended().isPresent()) {
                capture.stop(host.now());
                tell(
                        "DISABLE_ASYNC",
                        "Capture Point "
                                + capture.settings().name()
                                + " disabled. Reason : "
                                + capture.ended().get());
                changed = true;
            }
        }
        if (changed) {
            lookOn();
        }
    }

    public void onTime(Instant now) {
        captures.values().forEach(capture -> capture.onTime(now));
    }

    /// When the next capture is over by its duration.
    public Optional<Instant> wakeAt() {
        Optional<Instant> earliest = Optional.empty();
        for (Capture capture : captures.values()) {
            earliest = Timers.earlier(earliest, capture.deadline());
        }
        return earliest;
    }

    /// The router is switched off: no key stays.
    public void close() {
        captures.values().forEach(capture -> capture.keys().ifPresent(WiresharkKeys::wipe));
        captures.clear();
    }

    /// Where the engines report keys. They are copied only while a capture gathers them.
    public KeyLog keyLog() {
        return new KeyLog() {
            @Override
            public void ikeSa(long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys) {
                otherKeys.ikeSa(initiatorSpi, responderSpi, suite, keys);
                gathering(log -> log.ikeSa(initiatorSpi, responderSpi, suite, keys));
            }

            @Override
            public void childSa(ChildSa child) {
                otherKeys.childSa(child);
                gathering(log -> log.childSa(child));
            }
        };
    }

    private void gathering(Consumer<KeyLog> tell) {
        captures.values().forEach(capture -> capture.keys().ifPresent(tell));
    }

    /// All captures, by name.
    public List<CaptureView> all(Instant now) {
        return captures.values().stream().map(capture -> capture.view(now)).toList();
    }

    public Optional<CaptureView> find(String name, Instant now) {
        return Optional.ofNullable(captures.get(name)).map(capture -> capture.view(now));
    }

    /// The keys that a capture has gathered; empty where that was not ordered.
    public Optional<WiresharkKeys> keys(String name) {
        return Optional.ofNullable(captures.get(name)).flatMap(Capture::keys);
    }

    /// Hands over the packets of a capture, the oldest first.
    public void read(String name, Consumer<CapturedPacket> reader) {
        Capture capture = captures.get(name);
        if (capture != null) {
            capture.read(reader::accept);
        }
    }

    /// Writes the packets of a capture as a pcapng file.
    ///
    /// @param hostname for the descriptions of the interfaces
    /// @param wallClock of router time in nanoseconds
    public void export(
            String name, String hostname, LongFunction<Instant> wallClock, OutputStream out)
            throws IOException {
        Capture capture = captures.get(name);
        if (capture == null) {
            throw new IOException("the capture is gone");
        }
        new Export(capture, hostname, wallClock, new PcapngWriter(out, "Culvert")).run();
    }

    /// One writing of a file. An interface is described before its first packet, once for each of its link types.
    private static final class Export {
        private final Capture capture;
        private final String hostname;
        private final LongFunction<Instant> wallClock;
        private final PcapngWriter writer;
        private final Map<Integer, Map<LinkType, Integer>> described = new TreeMap<>();

        Export(
                Capture capture,
                String hostname,
                LongFunction<Instant> wallClock,
                PcapngWriter writer) {
            this.capture = capture;
            this.hostname = hostname;
            this.wallClock = wallClock;
            this.writer = writer;
        }

        void run() throws IOException {
            capture.read(this::write);
        }

        private void write(CapturedPacket packet) throws IOException {
            var seen =
                    new PcapngWriter.Seen(
                            interfaceId(packet),
                            wallClock.apply(packet.nanos()),
                            packet.direction(),
                            packet.length(),
                            packet.lost()
                                    .map(
                                            reason ->
                                                    "Dropped, "
                                                            + reason.name()
                                                            + ": "
                                                            + reason.sentence()));
            writer.write(seen, packet.memory(), packet.start(), packet.kept());
        }

        private int interfaceId(CapturedPacket packet) throws IOException {
            var types =
                    described.computeIfAbsent(packet.point(), _ -> new EnumMap<>(LinkType.class));
            Integer known = types.get(packet.type());
            if (known != null) {
                return known;
            }
            String at = capture.places().get(packet.point()).name();
            int id = writer.describe(at, hostname + " " + at, packet.type());
            types.put(packet.type(), id);
            return id;
        }
    }
}
