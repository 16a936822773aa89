package io.culvert.router;

import io.culvert.host.HostEvent;
import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.PingResult;
import io.culvert.host.probe.TracerouteRequest;
import io.culvert.host.probe.TracerouteResult;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The pings and traceroutes that operators started.
final class Probes {
    /// A probe in the hands of a command: its text so far, and its result once it is finished.
    private static final class Running implements Probe {
        final StringBuilder text = new StringBuilder();
        Optional<Object> result = Optional.empty();
        final Runnable stop;

        Running(Runnable stop) {
            this.stop = stop;
        }

        @Override
        public String takeText() {
            String taken = text.toString();
            text.setLength(0);
            return taken;
        }

        @Override
        public boolean isFinished() {
            return result.isPresent();
        }

        @Override
        public Optional<PingResult> pingResult() {
            return result.filter(PingResult.class::isInstance).map(PingResult.class::cast);
        }

        @Override
        public Optional<TracerouteResult> tracerouteResult() {
            return result.filter(TracerouteResult.class::isInstance)
                    .map(TracerouteResult.class::cast);
        }

        @Override
        public void stop() {
            stop.run();
        }
    }

    private final Works works;
    private final Map<Long, Running> running = new TreeMap<>();
    private long lastTag;

    Probes(Works works) {
        this.works = works;
    }

    Probe ping(PingRequest request) {
        long tag = ++lastTag;
        Running probe = started(tag);
        works.host.tell(new HostEvent.StartPing(tag, request));
        return probe;
    }

    Probe traceroute(TracerouteRequest request) {
        long tag = ++lastTag;
        Running probe = started(tag);
        works.host.tell(new HostEvent.StartTraceroute(tag, request));
        return probe;
    }

    private Running started(long tag) {
        var probe = new Running(() -> works.host.tell(new HostEvent.StopProbe(tag)));
        running.put(tag, probe);
        return probe;
    }

    /// A number that tells the probes of this router apart on the wire.
    int nextIdentifier() {
        return (int) (lastTag + 1 & 0xFFFF);
    }

    void progress(long tag, String text) {
        Running probe = running.get(tag);
        if (probe != null) {
            probe.text.append(text);
        }
    }

    void finished(long tag, Object result) {
        Running probe = running.remove(tag);
        if (probe != null) {
            probe.result = Optional.of(result);
        }
    }
}
