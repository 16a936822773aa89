package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import io.culvert.lab.Node;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.ip.IpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `traceroute` with UDP, as the traceroute of Linux prints it: three probes a hop, sixteen on their way at a time, five
/// seconds for each.
final class TracerouteProgram extends Program {
    private static final int HOPS_MAX = 30;
    private static final int PROBES = 3;
    private static final int SIMULTANEOUS = 16;
    private static final int FIRST_PORT = 33_434;
    private static final int PACKET_V4 = 60;
    private static final int PACKET_V6 = 80;
    private static final long WAIT = 5_000_000_000L;

    private static final class Probe {
        final long sentAt;
        Optional<String> shown = Optional.empty();
        Optional<IpAddress> from = Optional.empty();
        boolean isLast;

        Probe(long sentAt) {
            this.sentAt = sentAt;
        }
    }

    private final IpAddress to;
    private final int sourcePort;
    private final List<Probe> probes = new ArrayList<>();
    private int hopsShown;

    TracerouteProgram(HostNode host, IpAddress to, int sourcePort) {
        super(host);
        this.to = to;
        this.sourcePort = sourcePort;
    }

    @Override
    void start(long now) {
        println(
                "traceroute to %s (%s), %d hops max, %d byte packets"
                        .formatted(to, to, HOPS_MAX, to.isIpv4() ? PACKET_V4 : PACKET_V6));
        if (host.stack().sourceFor(to).isEmpty()) {
            println("connect: Network is unreachable");
            finish();
            return;
        }
        advance(now);
    }

    private void advance(long now) {
        for (Probe probe : probes) {
            if (probe.shown.isEmpty() && now - probe.sentAt >= WAIT) {
                probe.shown = Optional.of(" *");
            }
        }
        show();
        while (!isDone()
                && probes.size() < HOPS_MAX * PROBES
                && !isLastHopSent()
                && waiting() < SIMULTANEOUS) {
            send(now);
        }
    }

    private long waiting() {
        return probes.stream().filter(probe -> probe.shown.isEmpty()).count();
    }

    /// Whether every probe of a hop that ends the trace is out.
    private boolean isLastHopSent() {
        return probes.size() % PROBES == 0 && probes.stream().anyMatch(probe -> probe.isLast);
    }

    private void send(long now) {
        int hop = probes.size() / PROBES + 1;
        int port = FIRST_PORT + probes.size();
        probes.add(new Probe(now));
        int size = to.isIpv4() ? PACKET_V4 - 28 : PACKET_V6 - 48;
        host.sendDatagram(now, to, sourcePort, port, host.payloads().next(size), hop);
    }

    private void show() {
        while (!isDone() && probes.size() >= (hopsShown + 1) * PROBES) {
            var hop = probes.subList(hopsShown * PROBES, (hopsShown + 1) * PROBES);
            if (hop.stream().anyMatch(probe -> probe.shown.isEmpty())) {
                return;
            }
            hopsShown++;
            var line = new StringBuilder("%2d ".formatted(hopsShown));
            Optional<IpAddress> before = Optional.empty();
            for (Probe probe : hop) {
                if (probe.from.isPresent() && !probe.from.equals(before)) {
                    line.append(" ")
                            .append(probe.from.get())
                            .append(" (")
                            .append(probe.from.get())
                            .append(")");
                    before = probe.from;
                }
                line.append(probe.shown.orElse(""));
            }
            println(line.toString());
            if (hopsShown == HOPS_MAX || hop.stream().anyMatch(probe -> probe.isLast)) {
                finish();
            }
        }
    }

    @Override
    void error(long now, IpPacket packet, IcmpError error) {
        var quote = error.quote();
        if (quote.isEmpty()
                || quote.get().protocol() != IpPacket.UDP
                || quote.get().sourcePort() != sourcePort
                || !quote.get().destination().equals(to)) {
            return;
        }
        int index = quote.get().destinationPort() - FIRST_PORT;
        if (index < 0 || index >= probes.size() || probes.get(index).shown.isPresent()) {
            return;
        }
        Probe probe = probes.get(index);
        long micros = (now - probe.sentAt) / 1_000;
        boolean fromTarget = packet.source().equals(to);
        probe.from = Optional.of(packet.source());
        probe.shown =
                Optional.of(
                        "  %d.%03d ms%s"
                                .formatted(
                                        micros / 1_000,
                                        micros % 1_000,
                                        IcmpText.traceroute(error, fromTarget)));
        probe.isLast = error.kind() != IcmpError.Kind.TIME_EXCEEDED;
        advance(now);
    }

    @Override
    void onTime(long now) {
        if (!isDone()) {
            advance(now);
        }
    }

    @Override
    long wakeAt() {
        return isDone()
                ? Node.NEVER
                : probes.stream()
                        .filter(probe -> probe.shown.isEmpty())
                        .mapToLong(probe -> probe.sentAt + WAIT)
                        .min()
                        .orElse(Node.NEVER);
    }
}
