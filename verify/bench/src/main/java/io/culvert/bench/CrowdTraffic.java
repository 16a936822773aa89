package io.culvert.bench;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.engine.Entropy;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Packets from spoke to spoke through the hub, in ESP in UDP both ways: each goes from one to the next of those that take part, so that
/// every association of theirs carries as much as any other.
final class CrowdTraffic implements CrowdNet.Traffic {
    private static final int OCTETS = 100;
    private static final int ROOM = 2048;

    /// Packets under way at once.
    private static final int WINDOW = 256;

    private static final long LOST_NANOS = 500_000_000;

    /// What one spoke seals and opens with.
    private static final class End {
        final CrowdNet.Spoke spoke;
        final EspSealer sealer;
        final EspOpener opener;
        final int spi;
        final int address;
        long sequence;

        End(CrowdNet.Spoke spoke, EspCiphers ciphers) {
            this.spoke = spoke;
            IkePeer.Child child = spoke.peer.child().orElseThrow();
            Entropy entropy = Entropy.seeded(spoke.address);
            sealer = ciphers.sealer(IkePeer.ESP, child.outbound(), false, entropy);
            opener = ciphers.opener(IkePeer.ESP, child.inbound(), false);
            spi = child.spi();
            address = child.address().bytes().i32(0);
        }
    }

    private final CrowdNet net;
    private final List<End> ends = new ArrayList<>();
    private final End[] bySpoke;
    private final MemorySegment memory = Arena.global().allocate(ROOM, 64);
    private final ByteBuffer buffer = memory.asByteBuffer();
    private final MemorySegment opened = Arena.global().allocate(ROOM, 64);
    private long sent;
    private long received;
    private long wrong;

    CrowdTraffic(CrowdNet net, EspCiphers ciphers) {
        this.net = net;
        bySpoke = new End[net.spokes.size() + 1];
        for (CrowdNet.Spoke spoke : net.spokes) {
            if (spoke.peer.child().isPresent()) {
                var end = new End(spoke, ciphers);
                ends.add(end);
                bySpoke[spoke.number] = end;
            }
        }
    }

    /// What came of a run.
    record Run(int spokes, double seconds, long sent, long received, long wrong) {
        double perSecond() {
            return received / seconds;
        }
    }

    /// Sends among the first so many for a while, as many as come through.
    Run run(int among, double seconds) throws IOException {
        sent = 0;
        received = 0;
        wrong = 0;
        net.traffic = this;
        int taking = Math.min(among, ends.size());
        long began = System.nanoTime();
        long until = began + (long) (seconds * 1e9);
        long lastNews = began;
        long known = 0;
        long lost = 0;
        while (System.nanoTime() < until) {
            while (sent - received - lost < WINDOW) {
                send(ends.get((int) (sent % taking)), ends.get((int) ((sent + 1) % taking)));
            }
            net.receive(0);
            long now = System.nanoTime();
            if (received != known) {
                known = received;
                lastNews = now;
            } else if (now - lastNews > LOST_NANOS) {
                lost = sent - received;
                lastNews = now;
            }
        }
        double took = (System.nanoTime() - began) / 1e9;
        long last = System.nanoTime() + LOST_NANOS;
        while (received < sent && System.nanoTime() < last) {
            net.receive(1);
        }
        net.traffic = (_, _) -> {};
        return new Run(taking, took, sent, received, wrong);
    }

    private void send(End from, End to) throws IOException {
        int gre = IkePeer.ESP.clearAt();
        int ip = gre + Gre.SIZE;
        long sequence = ++from.sequence;
        Esp.write(memory, 0, from.spi, (int) sequence);
        Gre.write(memory, gre, 0, Gre.IPV4);
        Ipv4.write(memory, ip, 0, OCTETS, 1, 0, 64, Ipv4.UDP, from.address, to.address);
        int clear = IkePeer.ESP.clearOctets(Gre.SIZE + OCTETS);
        Esp.writeTrailer(memory, ip + OCTETS, IkePeer.ESP.padOctets(Gre.SIZE + OCTETS), Ipv4.GRE);
        from.sealer.seal(memory, 0, clear, sequence);
        buffer.clear().limit(IkePeer.ESP.espOctets(clear));
        from.spoke.channel.write(buffer);
        sent++;
    }

    @Override
    public void received(CrowdNet.Spoke spoke, ByteBuffer datagram) {
        int length = datagram.remaining();
        MemorySegment.copy(MemorySegment.ofBuffer(datagram), 0, opened, 0, length);
        End end = bySpoke[spoke.number];
        int ip = IkePeer.ESP.clearAt() + Gre.SIZE;
        boolean isGood =
                end.opener.open(opened, 0, length, Integer.toUnsignedLong(Esp.sequence(opened, 0)))
                        && Ipv4.destination(opened, ip) == end.address;
        if (isGood) {
            received++;
        } else {
            wrong++;
        }
    }
}
