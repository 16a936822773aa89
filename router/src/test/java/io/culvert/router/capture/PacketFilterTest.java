package io.culvert.router.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacketFilterTest {
    private static final Bytes IPV4 =
            Bytes.hex("45000020 00010000 40110000 0a000001 0a000002 1388 0035 000c0000 01020304");
    private static final Bytes IPV6 =
            Bytes.hex(
                    "60000000 000c 06 40 20010db8000000000000000000000001"
                            + " 20010db8000100000000000000000002 1388 01bb 00000000 00000000");

    /// The same behind a fragment header, as a later fragment.
    private static final Bytes LATER_FRAGMENT =
            Bytes.concat(
                    IPV6.slice(0, 6),
                    Bytes.hex("2c 40"),
                    IPV6.slice(8, 40),
                    Bytes.hex("06 00 00b8 00000001"),
                    IPV6.slice(40));

    private static final CaptureFilter.Ports DNS = new CaptureFilter.Ports(53, 53, false, "eq 53");
    private static final CaptureFilter.Ports HTTPS =
            new CaptureFilter.Ports(443, 443, false, "eq 443");

    private static PacketFilter flow(
            Optional<Integer> protocol,
            String source,
            String destination,
            CaptureFilter.Ports ports) {
        return PacketFilter.of(
                Optional.of(
                        new CaptureFilter.Flow(
                                protocol,
                                Prefix.of(source),
                                CaptureFilter.Ports.ANY,
                                Prefix.of(destination),
                                ports)),
                _ -> Optional.empty());
    }

    private static boolean takes(PacketFilter filter, LinkType type, Bytes packet) {
        return filter.takes(type, MemorySegment.ofArray(packet.toArray()), 0, packet.size());
    }

    @Test
    void addressesProtocolAndPortsOfIpv4AreCompared() {
        assertThat(
                        takes(
                                flow(Optional.of(17), "10.0.0.0/24", "0.0.0.0/0", DNS),
                                LinkType.RAW,
                                IPV4))
                .isTrue();
        assertThat(takes(flow(Optional.of(6), "10.0.0.0/24", "0.0.0.0/0", DNS), LinkType.RAW, IPV4))
                .isFalse();
        assertThat(
                        takes(
                                flow(Optional.empty(), "10.0.1.0/24", "0.0.0.0/0", DNS),
                                LinkType.RAW,
                                IPV4))
                .isFalse();
        assertThat(
                        takes(
                                flow(Optional.empty(), "10.0.0.1/32", "10.0.0.2/32", HTTPS),
                                LinkType.RAW,
                                IPV4))
                .isFalse();
    }

    @Test
    void addressesProtocolAndPortsOfIpv6AreCompared() {
        PacketFilter filter = flow(Optional.of(6), "2001:db8::/64", "2001:db8:1::/48", HTTPS);
        assertThat(takes(filter, LinkType.RAW, IPV6)).isTrue();
        assertThat(takes(filter, LinkType.RAW, IPV4)).isFalse();
        assertThat(takes(filter, LinkType.RAW, LATER_FRAGMENT)).isFalse();
        var anyPort = flow(Optional.of(6), "::/0", "2001:db8:1::2/128", CaptureFilter.Ports.ANY);
        assertThat(takes(anyPort, LinkType.RAW, LATER_FRAGMENT)).isTrue();
        var elsewhere =
                flow(Optional.empty(), "2001:db8:0:1::/64", "::/0", CaptureFilter.Ports.ANY);
        assertThat(takes(elsewhere, LinkType.RAW, IPV6)).isFalse();
    }

    @Test
    void tagsAndLabelsStandInFrontOfTheHeaderThatIsCompared() {
        PacketFilter filter = flow(Optional.of(17), "0.0.0.0/0", "10.0.0.2/32", DNS);
        Bytes head = Bytes.zero(12);
        assertThat(takes(filter, LinkType.MPLS, Bytes.concat(Bytes.hex("00010040 000111ff"), IPV4)))
                .isTrue();
        assertThat(
                        takes(
                                filter,
                                LinkType.ETHERNET,
                                Bytes.concat(head, Bytes.hex("8100 000a 0800"), IPV4)))
                .isTrue();
        assertThat(
                        takes(
                                filter,
                                LinkType.ETHERNET,
                                Bytes.concat(head, Bytes.hex("8847 000111ff"), IPV4)))
                .isTrue();
        assertThat(takes(filter, LinkType.ETHERNET, Bytes.concat(head, Bytes.hex("0806"), IPV4)))
                .isFalse();
    }

    @Test
    void anAccessListDecidesAndOneThatIsNotThereTakesAll() {
        var byList = Optional.<CaptureFilter>of(new CaptureFilter.ByList("l"));
        var denied = new AccessList("l", List.of(AccessRule.all(false)));
        assertThat(takes(PacketFilter.of(byList, _ -> Optional.of(denied)), LinkType.RAW, IPV4))
                .isFalse();
        var permitted = new AccessList("l", List.of(AccessRule.all(true)));
        assertThat(takes(PacketFilter.of(byList, _ -> Optional.of(permitted)), LinkType.RAW, IPV4))
                .isTrue();
        assertThat(takes(PacketFilter.of(byList, _ -> Optional.empty()), LinkType.RAW, IPV6))
                .isTrue();
    }

    @Test
    void noOctetsMakeItReadBeyondTheEnd() {
        long seed = 20_261_121L;
        var random = new SplittableRandom(seed);
        var filters =
                List.of(
                        flow(Optional.of(17), "0.0.0.0/0", "0.0.0.0/0", DNS),
                        flow(Optional.of(6), "::/0", "::/0", HTTPS));
        byte[] starts = {0x45, 0x4F, 0x60, 0x00, 0x41};
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(80)];
            random.nextBytes(octets);
            if (octets.length > 0 && random.nextBoolean()) {
                octets[0] = starts[random.nextInt(starts.length)];
            }
            var memory = MemorySegment.ofArray(octets);
            for (LinkType type : LinkType.values()) {
                for (PacketFilter filter : filters) {
                    filter.takes(type, memory, 0, octets.length);
                }
            }
        }
        assertThat(seed).as("seed").isPositive();
    }
}
