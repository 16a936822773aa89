package io.culvert.lab.host;

import io.culvert.lab.Node;
import io.culvert.lab.Task;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;

/// A command that runs on a host.
abstract class Program implements Task {
    final HostNode host;
    private final StringBuilder output = new StringBuilder();
    private boolean done;

    Program(HostNode host) {
        this.host = host;
    }

    abstract void start(long now);

    void onTime(long now) {}

    long wakeAt() {
        return Node.NEVER;
    }

    /// An echo reply for this host came in.
    void echoReply(long now, IpPacket packet, Echo reply) {}

    /// A datagram for this host came in; true if it was for this program.
    boolean datagram(long now, IpPacket packet, UdpDatagram datagram) {
        return false;
    }

    /// An ICMP error about a packet of this host came in, or the next hop of a packet did not answer.
    void error(long now, IpPacket packet, IcmpError error) {}

    /// How long listening goes on behind `wait`, for what is still on its way.
    static final long GRACE_NANOS = 1_000_000_000L;

    /// `wait` was typed: what would go on for ever ends.
    void waited(long now) {}

    void print(String text) {
        output.append(text);
    }

    void println(String text) {
        output.append(text).append('\n');
    }

    void finish() {
        done = true;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public String output() {
        return output.toString();
    }
}
