package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.dataplane.PacketSlab;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class HugePagesTest {
    @Test
    void memoryBeginsOnAHugePageAndHoldsZeros() {
        MemorySegment memory = new HugePages().allocate(5_000_000, 64);
        assertThat(memory.byteSize()).isEqualTo(5_000_000);
        assertThat(memory.address() % (2 << 20)).isZero();
        assertThat(memory.mismatch(MemorySegment.ofArray(new byte[5_000_000]))).isEqualTo(-1);
        memory.set(ValueLayout.JAVA_BYTE, 4_999_999, (byte) 1);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 4_999_999)).isEqualTo((byte) 1);
    }

    @Test
    void aSlabLiesInThem() {
        var slab = new PacketSlab(100, 2, new HugePages());
        int slot = slab.of(new byte[] {1, 2, 3});
        assertThat(slab.memory().get(ValueLayout.JAVA_BYTE, slab.end[slot] - 1))
                .isEqualTo((byte) 3);
        slab.free(slot);
        assertThat(slab.inUse()).isZero();
    }
}
