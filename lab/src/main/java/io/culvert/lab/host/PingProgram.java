package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.lab.Node;
import io.culvert.lab.host.HostCommand.Ping;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.ip.IpPacket;
import java.util.Locale;
import java.util.TreeMap;

/// `ping` as iputils prints it.
final class PingProgram extends Program {
    private static final long SECOND = 1_000_000_000L;

    /// How long iputils waits for the last replies where none came at all.
    private static final long LINGER = 10 * SECOND;

    /// So many of the last requests can still be answered.
    private static final int REQUESTS_MAX = 4_096;

    private record Sent(long at, Bytes data, boolean answered) {}

    private final Ping ping;
    private final int identifier;

    /// By their number, of which the sequence number on the wire is the lower 16 bits.
    private final TreeMap<Integer, Sent> requests = new TreeMap<>();
    private long startedAt;
    private int sent;
    private int received;
    private int duplicates;
    private int corrupted;
    private int errors;
    private int outstandingMax;
    private long nextAt;
    private long rttMin = Long.MAX_VALUE;
    private long rttMax;
    private double rttSum;
    private double rttSquares;

    PingProgram(HostNode host, Ping ping, int identifier) {
        super(host);
        this.ping = ping;
        this.identifier = identifier;
    }

    @Override
    void start(long now) {
        startedAt = now;
        if (host.stack().sourceFor(ping.to()).isEmpty()) {
            println("ping: connect: Network is unreachable");
            finish();
            return;
        }
        int header = ping.to().isIpv4() ? 28 : 48;
        println(
                ping.to().isIpv4()
                        ? "PING %s (%s) %d(%d) bytes of data."
                                .formatted(
                                        ping.to(), ping.to(), ping.octets(), ping.octets() + header)
                        : "PING %s(%s) %d data bytes"
                                .formatted(ping.to(), ping.to(), ping.octets()));
        nextAt = now;
        onTime(now);
    }

    @Override
    long wakeAt() {
        return isDone() ? Node.NEVER : nextAt;
    }

    @Override
    void onTime(long now) {
        if (isDone() || now < nextAt) {
            return;
        }
        if (sent == ping.count()) {
            summarize(now);
            return;
        }
        sendOne(now);
        nextAt = sent < ping.count() ? now + ping.intervalNanos() : now + Math.max(linger(), 1);
    }

    /// iputils: twice the longest round trip, or ten seconds where nothing has come back.
    private long linger() {
        return received > 0 ? 2 * rttMax : LINGER;
    }

    private void sendOne(long now) {
        var data = host.payloads().next(ping.octets());
        requests.put(++sent, new Sent(now, data, false));
        if (requests.size() > REQUESTS_MAX) {
            requests.pollFirstEntry();
        }
        outstandingMax = Math.max(outstandingMax, sent - received - errors);
        if (!host.sendMessage(now, ping.to(), new Echo(false, identifier, sent & 0xFFFF, data))) {
            println("ping: sendmsg: Network is unreachable");
            errors++;
        }
    }

    @Override
    void echoReply(long now, IpPacket packet, Echo reply) {
        int number = sent - (sent - reply.sequence() & 0xFFFF);
        Sent request = requests.get(number);
        if (reply.identifier() != identifier || request == null || isDone()) {
            return;
        }
        long rtt = now - request.at();
        String more = "";
        if (!reply.data().equals(request.data())) {
            corrupted++;
            more = " (BAD DATA!)";
        }
        if (request.answered()) {
            duplicates++;
            more = " (DUP!)";
        } else {
            requests.put(number, new Sent(request.at(), request.data(), true));
            received++;
            rttMin = Math.min(rttMin, rtt);
            rttMax = Math.max(rttMax, rtt);
            rttSum += rtt;
            rttSquares += (double) rtt * rtt;
        }
        println(
                "%d bytes from %s: icmp_seq=%d ttl=%d time=%s ms%s"
                        .formatted(
                                packet.message().size(),
                                packet.source(),
                                reply.sequence(),
                                packet.hopLimit(),
                                time(rtt),
                                more));
        finishEarly(now);
    }

    @Override
    void error(long now, IpPacket packet, IcmpError error) {
        var quote = error.quote();
        if (isDone()
                || quote.isEmpty()
                || !isOurs(quote.get().protocol(), quote.get().message().u16(4))) {
            return;
        }
        errors++;
        println(
                "From %s icmp_seq=%d %s"
                        .formatted(
                                packet.source(),
                                quote.get().message().u16(6),
                                IcmpText.ping(error)));
        finishEarly(now);
    }

    private boolean isOurs(int protocol, int quotedIdentifier) {
        return (protocol == IpPacket.ICMP || protocol == IpPacket.ICMPV6)
                && quotedIdentifier == identifier;
    }

    private void finishEarly(long now) {
        if (sent == ping.count() && received + errors >= sent) {
            summarize(now);
        } else if (sent == ping.count()) {
            nextAt = Math.max(now + 1, Math.min(nextAt, now + Math.max(linger(), 1)));
        }
    }

    private void summarize(long now) {
        println("");
        println("--- " + ping.to() + " ping statistics ---");
        print(sent + " packets transmitted, " + received + " received");
        print(
                count("duplicates", duplicates)
                        + count("corrupted", corrupted)
                        + count("errors", errors));
        print(", " + percent(100.0 * (sent - received) / sent) + "% packet loss");
        println(", time " + (now - startedAt) / 1_000_000 + "ms");
        if (received > 0) {
            double mean = rttSum / received;
            double deviation = Math.sqrt(Math.max(0, rttSquares / received - mean * mean));
            print(
                    "rtt min/avg/max/mdev = %s/%s/%s/%s ms"
                            .formatted(
                                    millis(rttMin),
                                    millis(Math.round(mean)),
                                    millis(rttMax),
                                    millis(Math.round(deviation))));
        }
        if (outstandingMax > 1) {
            print(", pipe " + outstandingMax);
        }
        println("");
        finish();
    }

    private static String count(String what, int number) {
        return number > 0 ? ", +" + number + " " + what : "";
    }

    /// The `%g` of C: six significant digits without trailing zeros.
    private static String percent(double value) {
        String digits = String.format(Locale.ROOT, "%.6g", value);
        return digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
    }

    private static String millis(long nanos) {
        long micros = nanos / 1_000;
        return "%d.%03d".formatted(micros / 1_000, micros % 1_000);
    }

    /// iputils shows three significant digits or more, and whole milliseconds from a hundred on.
    static String time(long nanos) {
        long micros = nanos / 1_000;
        if (micros >= 99_950) {
            return Long.toString((micros + 500) / 1_000);
        }
        if (micros >= 9_995) {
            return "%d.%d".formatted((micros + 50) / 1_000, (micros + 50) % 1_000 / 100);
        }
        if (micros >= 1_000) {
            return "%d.%02d".formatted((micros + 5) / 1_000, (micros + 5) % 1_000 / 10);
        }
        return "%d.%03d".formatted(micros / 1_000, micros % 1_000);
    }
}
