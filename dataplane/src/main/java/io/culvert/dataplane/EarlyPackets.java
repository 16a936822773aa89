package io.culvert.dataplane;

import io.culvert.wire.esp.Esp;

/// ESP packets that are here before their association: whoever grants one has both halves first and may send at once, while we, who
/// asked for it, still check the peer's proof (RFC 7296 section 2.8). Only what has an SPI that was offered to somebody waits, and
/// only for a while. Nothing of a packet is believed before its association opens it.
final class EarlyPackets {
    /// Offers that are remembered; of more the oldest is forgotten.
    static final int OFFERS_MAX = 64;

    /// Packets that wait, of all offers together.
    static final int PACKETS_MAX = 64;

    /// A proof is checked by then, or never.
    static final long TIMEOUT_NANOS = 1_000_000_000L;

    private final Graph graph;
    private final PacketSlab slab;

    /// Front door and SPI of what was offered, round and round.
    private final long[] offers = new long[OFFERS_MAX];

    private final boolean[] isOpen = new boolean[OFFERS_MAX];
    private int nextOffer;

    /// By arrival.
    private final int[] slots = new int[PACKETS_MAX];

    private final long[] deadline = new long[PACKETS_MAX];
    private int count;

    /// Whether the association of some of them may have come.
    private boolean isDue;

    EarlyPackets(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
    }

    private static long key(int frontDoor, int spi) {
        return (long) frontDoor << Integer.SIZE | Integer.toUnsignedLong(spi);
    }

    void offered(int frontDoor, int spi) {
        offers[nextOffer] = key(frontDoor, spi);
        isOpen[nextOffer] = true;
        nextOffer = (nextOffer + 1) % OFFERS_MAX;
    }

    /// The association is there; its packets go on when the plane is called next, by an image that knows its tunnel.
    void installed(int frontDoor, int spi) {
        for (int i = 0; i < OFFERS_MAX; i++) {
            isOpen[i] &= offers[i] != key(frontDoor, spi);
        }
        isDue = count > 0;
    }

    /// Whether the packet waits now.
    boolean take(int slot, int spi) {
        if (count == PACKETS_MAX || !isOffered(key(slab.table[slot], spi))) {
            return false;
        }
        slots[count] = slot;
        deadline[count] = graph.now + TIMEOUT_NANOS;
        count++;
        return true;
    }

    private boolean isOffered(long key) {
        for (int i = 0; i < OFFERS_MAX; i++) {
            if (offers[i] == key && isOpen[i]) {
                return true;
            }
        }
        return false;
    }

    long nextDeadline() {
        return isDue ? graph.now : count == 0 ? Long.MAX_VALUE : deadline[0];
    }

    /// Sends on what has its association now, and gives up what waited too long.
    void onTime(long now) {
        isDue = false;
        int left = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int spi = Esp.spi(graph.memory, slab.entry[slot]);
            if (graph.associations.find(slab.table[slot], spi) != null) {
                graph.espInput.add(slot);
            } else if (deadline[i] <= now) {
                graph.drop(slot, Drop.ESP_SPI_UNKNOWN);
            } else {
                slots[left] = slot;
                deadline[left] = deadline[i];
                left++;
            }
        }
        count = left;
    }

    /// Gives all slots back.
    void clear() {
        for (int i = 0; i < count; i++) {
            slab.free(slots[i]);
        }
        count = 0;
        isDue = false;
    }
}
