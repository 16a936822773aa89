package io.culvert.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.lab.FrameView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the checkers read was checked by nobody. Each frame here ends where its memory ends, so that one octet too far is a failure.
class HostileFramesTest {
    private static final String MACS = "02000000000102000000000a";
    private static final String IPV6_ENDS =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002";
    private static final String OCTETS = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

    private static final String ECHO =
            MACS
                    + "0800"
                    + "4500002c00010000400100000a0000010a000002"
                    + "0800000000010001"
                    + OCTETS;
    private static final String IKE =
            MACS
                    + "810000058100000a0800"
                    + "4500002c00010000401100000a0000010a000002"
                    + "01f401f400180000"
                    + OCTETS;
    private static final String ERROR =
            MACS
                    + "0800"
                    + "4500003800010000400100000a0000010a000002"
                    + "0301000000000000"
                    + "4500003400010000403200000a0000020a000001"
                    + OCTETS.substring(0, 16);
    private static final String SOLICITATION =
            MACS + "86dd" + "6000000000183aff" + IPV6_ENDS + "8700000000000000" + OCTETS;
    private static final String LATER_FRAGMENT =
            MACS
                    + "86dd"
                    + "6000000000182c40"
                    + IPV6_ENDS
                    + "3a00000800000001"
                    + "88"
                    + OCTETS.substring(2);
    private static final String TCP =
            MACS
                    + "0800"
                    + "4500003800010000400600000a0000010a000002"
                    + "0050c00000000001000000025018ffff00000000"
                    + OCTETS;

    private final StrictCheck strict = new StrictCheck();
    private final Fingerprints fingerprints = new Fingerprints();

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private void read(byte[] frame) {
        var memory = MemorySegment.ofArray(frame);
        long end = frame.length;
        strict.frame(memory, 0, end);
        long network = FrameView.network(memory, 0, end);
        fingerprints.add(memory, network, end, "there");
        fingerprints.find(memory, network, end);
        fingerprints.scan(memory, 0, end);
    }

    @Test
    void nothingIsReadBehindTheEndOfAFrame() {
        var random = new Random(33);
        for (String hex : List.of(ECHO, IKE, ERROR, SOLICITATION, LATER_FRAGMENT, TCP)) {
            byte[] whole = octets(hex);
            for (int length = 0; length <= whole.length; length++) {
                read(Arrays.copyOf(whole, length));
            }
            for (int at = 0; at < whole.length; at++) {
                for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF, random.nextInt(256)}) {
                    byte[] damaged = whole.clone();
                    damaged[at] = (byte) value;
                    read(damaged);
                    read(Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)));
                }
            }
        }
    }

    /// An IP packet that says itself that nothing follows its header, in a frame that ends there.
    @Test
    void anIcmpPacketWithoutAMessageHasNoType() {
        byte[] empty = octets(MACS + "0800" + "4500001400010000400100000a0000010a000002");
        assertThat(strict.frame(MemorySegment.ofArray(empty), 0, empty.length))
                .contains("ICMP type -1 from 10.0.0.1 to 10.0.0.2");
        byte[] six = octets(MACS + "86dd" + "6000000000003aff" + IPV6_ENDS);
        assertThat(strict.frame(MemorySegment.ofArray(six), 0, six.length))
                .contains("ICMPv6 type -1 from 2001:db8::1 to 2001:db8::2");
    }

    /// Its first octet is customers' payload, and not the type of an advertisement.
    @Test
    void aLaterFragmentIsFollowedWhateverItBeginsWith() {
        byte[] fragment = octets(LATER_FRAGMENT);
        var memory = MemorySegment.ofArray(fragment);
        assertThat(fingerprints.add(memory, FrameView.ETHERNET_SIZE, fragment.length, "there"))
                .isPresent();
    }
}
