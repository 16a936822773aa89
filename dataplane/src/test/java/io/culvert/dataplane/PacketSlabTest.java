package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.Bytes;
import org.junit.jupiter.api.Test;

class PacketSlabTest {
    private final PacketSlab slab = new PacketSlab(3, 1);

    @Test
    void slotsDoNotOverlapAndRunOut() {
        int a = slab.allocate(2048);
        int b = slab.allocate(1);
        int c = slab.allocate(0);
        assertThat(slab.allocate(1)).isEqualTo(PacketSlab.NONE);
        int large = slab.allocate(65_535);
        assertThat(slab.allocate(3000)).isEqualTo(PacketSlab.NONE);
        assertThat(slab.inUse()).isEqualTo(4);
        for (int slot : new int[] {a, b, c, large}) {
            assertThat(slab.headroom(slot)).isEqualTo(PacketSlab.HEADROOM);
            slab.memory()
                    .asSlice(
                            slab.start[slot] - slab.headroom(slot),
                            slab.headroom(slot) + slab.tailroom(slot))
                    .fill((byte) (slot + 1));
        }
        for (int slot : new int[] {a, b, c, large}) {
            int last = slab.end[slot] + slab.tailroom(slot) - 1;
            assertThat(slab.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, last))
                    .isEqualTo((byte) (slot + 1));
            slab.free(slot);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aCopyHasTheOctetsTheFactsAndTheLabelsInFront() {
        int slot = slab.of(Bytes.hex("0001213f4500").toArray());
        slab.start[slot] += 4;
        slab.labelDepth[slot] = 1;
        slab.origin[slot] = 99;
        slab.table[slot] = 7;
        int copy = slab.copy(slot);
        assertThat(Bytes.of(slab.memory(), slab.start[copy] - 4, 6))
                .isEqualTo(Bytes.hex("0001213f4500"));
        assertThat(slab.origin[copy]).isEqualTo(99);
        assertThat(slab.table[copy]).isEqualTo(7);
    }

    @Test
    void aSlotIsGivenBackOnce() {
        int slot = slab.allocate(1);
        slab.free(slot);
        assertThatThrownBy(() -> slab.free(slot)).isInstanceOf(AssertionError.class);
    }

    @Test
    void sizesBeyondTheirMaximumAreRefused() {
        assertThatThrownBy(() -> new PacketSlab(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PacketSlab(1, PacketSlab.LARGE_SLOTS_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(slab.allocate(PacketSlab.LARGE_OCTETS + 1)).isEqualTo(PacketSlab.NONE);
    }
}
