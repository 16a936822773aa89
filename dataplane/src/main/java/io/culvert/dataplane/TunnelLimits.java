package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import java.util.Arrays;

/// How much fits through an interface: the links' own MTU, and for a tunnel what the path and the encapsulation leave. The
/// answers are kept until an image, an association or the path changes.
final class TunnelLimits {
    /// What a tunnel is taken to carry while its way is unknown.
    private static final int LINK_MTU_DEFAULT = 1500;

    private final Graph graph;
    private int[] payload = new int[1];

    /// Those of this epoch are known: among thousands of tunnels one comes or goes all the time.
    private int epoch = 1;

    private int[] epochs = new int[1];

    TunnelLimits(Graph graph) {
        this.graph = graph;
    }

    void room(int faces) {
        if (payload.length < faces) {
            payload = Arrays.copyOf(payload, faces);
            epochs = Arrays.copyOf(epochs, faces);
        }
    }

    void forget() {
        epoch++;
        graph.rewrites.forget();
    }

    void forget(int ifIndex) {
        // Another tunnel may run through this one, so none is sure.
        if (ifIndex < payload.length) {
            forget();
        }
    }

    /// The largest IP packet with the labels on it that goes out by the interface.
    int payload(Face face) {
        if (face.kind != PlaneInterface.Kind.TUNNEL) {
            return face.ipMtu;
        }
        if (epochs[face.index] != epoch) {
            payload[face.index] = compute(face, 0);
            epochs[face.index] = epoch;
        }
        return payload[face.index];
    }

    /// The largest IP packet without labels.
    int ip(Face face, int labels) {
        int limit = payload(face) - 4 * Math.max(labels, labelsAtLeast(face));
        return face.kind == PlaneInterface.Kind.TUNNEL && face.ipMtu != 0
                ? Math.min(limit, face.ipMtu)
                : limit;
    }

    /// The largest IPv6 packet without labels.
    int ip6(Face face, int labels) {
        int limit = payload(face) - 4 * Math.max(labels, labelsAtLeast(face));
        return face.ipv6.mtu() == 0 ? limit : Math.min(limit, face.ipv6.mtu());
    }

    /// What knows labels alone carries an IP packet under explicit null.
    private static int labelsAtLeast(Face face) {
        return face.tunnel != null
                        && face.tunnel.encapsulation() == TunnelEnds.Encapsulation.MPLS_IN_IP
                ? 1
                : 0;
    }

    /// The largest packet, delivery header included, that enters ESP: what displays call the plaintext MTU.
    int plaintext(Face face) {
        TunnelEnds ends = face.tunnel;
        return ends == null
                ? face.ipMtu
                : payload(face) + deliveryOctets(face, ends) + encapsulationOctets(ends);
    }

    private int compute(Face face, int depth) {
        TunnelEnds ends = face.tunnel;
        if (ends == null) {
            return face.ipMtu;
        }
        int path = pathMtu(face, depth);
        OutboundSa[] associations = graph.associations.sizing(face.index);
        int limit = path;
        if (associations.length == 0) {
            int learned = graph.localInput.pathMtu().ofClear(face);
            int most = learned == 0 ? path : Math.min(path, learned);
            limit = most - OuterHeader.size(face.six);
        }
        boolean bySelector = ends.encapsulation() == TunnelEnds.Encapsulation.IPSEC;
        int used = bySelector ? associations.length : Math.min(1, associations.length);
        for (int i = 0; i < used; i++) {
            limit = Math.min(limit, room(face, ends, associations[i], path));
        }
        return Math.max(1, limit - encapsulationOctets(ends));
    }

    /// What an association leaves of its path for the tunnel's own header and what it carries.
    private static int room(Face face, TunnelEnds ends, OutboundSa sa, int path) {
        int most = sa.pathMtu == 0 ? path : Math.min(path, sa.pathMtu);
        int room = most - sa.path.headers() - Esp.SIZE - sa.ivOctets - sa.icvOctets;
        int aligned = room & -sa.alignment;
        return aligned - Esp.TRAILER - (sa.isTunnelMode ? deliveryOctets(face, ends) : 0);
    }

    private int pathMtu(Face face, int depth) {
        if (face.outerEntry == RouteTable.NO_ENTRY || depth >= Graph.ENCAPSULATIONS_MAX) {
            return LINK_MTU_DEFAULT;
        }
        Hop hop = graph.image.hop(face.outerEntry);
        Face out = graph.image.face(hop.ifIndex);
        if (out == null || hop.kind == Hop.RECEIVE || hop.kind == Hop.DISCARD) {
            return LINK_MTU_DEFAULT;
        }
        return compute(out, depth + 1) - 4 * hop.labelCount();
    }

    /// Octets of the tunnel's own IP header, which ESP of transport mode puts outside.
    private static int deliveryOctets(Face face, TunnelEnds ends) {
        return ends.encapsulation() == TunnelEnds.Encapsulation.IPSEC
                ? 0
                : OuterHeader.size(face.six);
    }

    private static int encapsulationOctets(TunnelEnds ends) {
        if (ends.encapsulation() != TunnelEnds.Encapsulation.GRE) {
            return 0;
        }
        return Gre.SIZE + (ends.key() == TunnelEnds.NO_KEY ? 0 : 4);
    }
}
