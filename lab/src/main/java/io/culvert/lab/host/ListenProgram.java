package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.lab.Node;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;
import java.util.LinkedHashSet;
import java.util.Set;

/// `listen udp`: counts datagrams until `wait`, and how many of them it had already.
final class ListenProgram extends Program {
    /// So many of the last payloads are remembered.
    static final int REMEMBERED_MAX = 1 << 20;

    private final int port;
    private final Set<Bytes> seen = new LinkedHashSet<>();
    private int received;
    private int duplicates;
    private long endAt = Node.NEVER;

    ListenProgram(HostNode host, int port) {
        super(host);
        this.port = port;
    }

    int port() {
        return port;
    }

    @Override
    void start(long now) {}

    @Override
    boolean datagram(long now, IpPacket packet, UdpDatagram datagram) {
        if (datagram.destinationPort() != port || isDone()) {
            return false;
        }
        Bytes data = datagram.data();
        count(data.slice(0, Math.min(data.size(), Payloads.UNIQUE_OCTETS)));
        return true;
    }

    private void count(Bytes mark) {
        if (mark.size() == Payloads.UNIQUE_OCTETS && !seen.add(mark)) {
            duplicates++;
            return;
        }
        received++;
        if (seen.size() > REMEMBERED_MAX) {
            seen.remove(seen.iterator().next());
        }
    }

    @Override
    void waited(long now) {
        endAt = now + GRACE_NANOS;
    }

    @Override
    long wakeAt() {
        return isDone() ? Node.NEVER : endAt;
    }

    @Override
    void onTime(long now) {
        println("received " + received + ", duplicates " + duplicates);
        finish();
    }
}
