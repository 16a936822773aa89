package io.culvert.dataplane;

import java.lang.foreign.MemorySegment;

/// A step of the graph. Packets queue up at it as a list through [PacketSlab#next], so a queue has no size of its own and
/// cannot overflow; when the graph calls, the node handles all of them in one loop.
abstract class Node {
    final Graph graph;
    final PacketSlab slab;
    final MemorySegment memory;
    private final long bit;
    private int head = PacketSlab.NONE;
    private int tail = PacketSlab.NONE;

    /// @param order nodes are called by ascending order, so that what is upstream gathers a batch first
    Node(Graph graph, int order) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        bit = graph.register(this, order);
    }

    /// Queues a packet.
    final void add(int slot) {
        slab.next[slot] = PacketSlab.NONE;
        if (head == PacketSlab.NONE) {
            head = slot;
            graph.pending |= bit;
        } else {
            slab.next[tail] = slot;
        }
        tail = slot;
    }

    /// The first of the packets that are queued now, or [PacketSlab#NONE]; those that come in meanwhile wait for the next
    /// call.
    final int takeAll() {
        int first = head;
        head = PacketSlab.NONE;
        return first;
    }

    /// Handles the packets that are queued now: each is handed on, dropped or given away. Every node has this loop of its own,
    /// so that its step is compiled into it.
    abstract void run();
}
