package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Another packet is the first one with one octet changed, each in turn.
class LikenessTest {
    private static final int FIRST = 64;
    private static final int OTHER = 512;
    private static final int TCP_WITH_OPTIONS = 32;

    private final MemorySegment memory = Arena.ofAuto().allocate(1_024, 8);
    private final Likeness likeness = new Likeness(memory);
    private final HeaderPlaces places = new HeaderPlaces();

    /// The octets of the headers, and four beyond, that may be another.
    private Set<Integer> free() {
        for (int i = 0; i < places.payload + 8; i++) {
            Net.putU8(memory, FIRST + i, 17 * i & 0xFF);
        }
        likeness.learn(FIRST, places);
        var free = new TreeSet<Integer>();
        for (int changed = 0; changed < places.payload + 4; changed++) {
            MemorySegment.copy(memory, FIRST, memory, OTHER, places.payload + 8L);
            assertThat(likeness.isOf(OTHER)).isTrue();
            Net.putU8(memory, OTHER + changed, ~Net.u8(memory, OTHER + changed) & 0xFF);
            if (likeness.isOf(OTHER)) {
                free.add(changed);
            }
        }
        return free;
    }

    @Test
    void segmentsOverIpv4InATaggedFrameDifferInWhatCountsThem() {
        int ip = 18;
        int tcp = ip + Ipv4.SIZE;
        places.ip = ip;
        places.transport = tcp;
        places.payload = tcp + TCP_WITH_OPTIONS;
        places.protocol = Ipv4.TCP;
        int end = places.payload;
        assertThat(free())
                .containsExactlyInAnyOrder(
                        ip + 2, ip + 3, ip + 4, ip + 5, ip + 10, ip + 11, tcp + 4, tcp + 5, tcp + 6,
                        tcp + 7, tcp + 13, tcp + 16, tcp + 17, end, end + 1, end + 2, end + 3);
    }

    @Test
    void datagramsOverIpv6DifferInLengthsAndChecksum() {
        int udp = Ipv6.SIZE;
        places.isIpv6 = true;
        places.transport = udp;
        places.payload = udp + 8;
        places.protocol = Ipv4.UDP;
        int end = places.payload;
        assertThat(free())
                .containsExactlyInAnyOrder(
                        4, 5, udp + 4, udp + 5, udp + 6, udp + 7, end, end + 1, end + 2, end + 3);
    }

    @Test
    void theLongestHeadersHaveRoom() {
        places.isIpv6 = true;
        places.ip = 22;
        places.transport = places.ip + Ipv6.SIZE;
        places.payload = places.transport + 60;
        places.protocol = Ipv4.TCP;
        assertThat(free()).hasSize(2 + 4 + 1 + 2 + 4);
    }
}
