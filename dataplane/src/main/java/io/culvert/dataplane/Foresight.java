package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;
import org.jspecify.annotations.Nullable;

/// Reads what the packets of a batch will need where there are many associations, one kind of thing after the other: of thousands of them hardly
/// anything is in a cache, and what is asked for side by side comes side by side.
final class Foresight {
    /// With fewer associations they are in the nearer caches.
    private static final int ASSOCIATIONS_MIN = 128;

    /// With fewer changes from one to the next in a batch it is not worth while.
    private static final int CHANGES_MIN = 4;

    private final Graph graph;
    private final @Nullable Rewrite[] rewrites = new Rewrite[Express.BATCH];
    private final @Nullable InboundSa[] sas = new InboundSa[Express.BATCH];

    /// What was read, so that it is not left out.
    long read;

    Foresight(Graph graph) {
        this.graph = graph;
    }

    /// Looks at the packets of a batch that have been looked up.
    void look(Routes routes, LanePacket[] packets, int count) {
        if (graph.associations.inboundCount() < ASSOCIATIONS_MIN) {
            return;
        }
        int tunnels = 0;
        int opened = 0;
        int lastTunnel = -1;
        int lastSpi = 0;
        for (int i = 0; i < count; i++) {
            LanePacket packet = packets[i];
            Hop hop = routes.hop(graph.image, packet);
            if (hop == null) {
                continue;
            }
            if (hop.kind == Hop.TUNNEL && hop.ifIndex != lastTunnel) {
                lastTunnel = hop.ifIndex;
                rewrites[tunnels++] = graph.rewrites.known(lastTunnel);
            } else if (hop.kind == Hop.RECEIVE) {
                boolean isPlain = Ordinary4.protocol(packet.middle) == Ipv4.ESP;
                int spi = Net.i32(graph.memory, packet.at + Ipv4.SIZE + (isPlain ? 0 : Udp.SIZE));
                if (spi != lastSpi) {
                    lastSpi = spi;
                    sas[opened++] = graph.associations.find(packet.in.table, spi);
                }
            }
        }
        if (tunnels >= CHANGES_MIN) {
            out(tunnels);
        }
        if (opened >= CHANGES_MIN) {
            in(opened);
        }
    }

    private void out(int tunnels) {
        Counters counters = graph.counters;
        long sum = 0;
        for (int i = 0; i < tunnels; i++) {
            Rewrite each = rewrites[i];
            sum += each == null ? 0 : each.foresee() + counters.packetsOut[each.tunnel.index];
        }
        for (int i = 0; i < tunnels; i++) {
            Rewrite each = rewrites[i];
            if (each != null) {
                int index = each.tunnel.index;
                sum += each.sa.sequence + counters.octetsOut[index] + counters.lastOut[index];
            }
        }
        for (int i = 0; i < tunnels; i++) {
            Rewrite each = rewrites[i];
            sum += each == null ? 0 : each.sa.sealer.foresee();
        }
        read = sum;
    }

    private void in(int opened) {
        Counters counters = graph.counters;
        long sum = 0;
        for (int i = 0; i < opened; i++) {
            InboundSa each = sas[i];
            if (each != null) {
                int index = each.binding.ifIndex();
                sum += each.foresee() + counters.packetsIn[index];
            }
        }
        for (int i = 0; i < opened; i++) {
            InboundSa each = sas[i];
            if (each != null) {
                int index = each.binding.ifIndex();
                Face face = graph.image.face(index);
                sum += counters.octetsIn[index] + counters.lastIn[index];
                sum += face == null ? 0 : face.index;
            }
        }
        for (int i = 0; i < opened; i++) {
            InboundSa each = sas[i];
            sum += each == null ? 0 : each.opener.foresee();
        }
        read = sum;
    }
}
