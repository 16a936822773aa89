package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv6Address;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/// IPv6 packets of customers for tests, most of them ordinary.
final class Ipv6Traffic {
    private static final List<String> ODD =
            List.of(
                    "fe80::5",
                    "fe80::1",
                    "ff02::1",
                    "ff0e::1",
                    "::1",
                    "::",
                    "::ffff:1.2.3.4",
                    "fec0::1",
                    "2001:db8:113::1",
                    "3fff::1");

    private Ipv6Traffic() {}

    /// Of a host on the LAN.
    static Bytes fromCustomer(Random random) {
        Ipv6Address to = destination(random);
        var from = random.nextInt(20) == 0 ? odd(random) : Packets.PC6;
        return packet(random, from, to, random.nextInt(30) == 0 ? 1600 : 300);
    }

    /// Where customers send.
    static Ipv6Address destination(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> odd(random);
            case 1 -> Ipv6Address.of("2001:db8:98::" + random.nextInt(4));
            case 2, 3 -> Packets.FAR6;
            default ->
                    Ipv6Address.of(
                            "2001:db8:a:%d::%x"
                                    .formatted(random.nextInt(4), 1 + random.nextInt(200)));
        };
    }

    /// Of a host behind the hub.
    static Bytes fromHub(Random random) {
        var to =
                random.nextInt(8) == 0
                        ? Packets.FAR6
                        : random.nextInt(20) == 0 ? odd(random) : Packets.PC6;
        var from = random.nextInt(20) == 0 ? odd(random) : Packets.FAR6;
        return packet(random, from, to, 400);
    }

    private static Ipv6Address odd(Random random) {
        return Ipv6Address.of(ODD.get(random.nextInt(ODD.size())));
    }

    private static Bytes packet(Random random, Ipv6Address from, Ipv6Address to, int most) {
        var payload = new byte[8 + random.nextInt(most)];
        random.nextBytes(payload);
        int next =
                switch (random.nextInt(10)) {
                    // A router waits for the rest of what is for itself.
                    case 0 -> ODD.contains(to.toString()) ? 59 : Ipv6.FRAGMENT;
                    case 1 ->
                            List.of(
                                            Ipv6.HOP_BY_HOP,
                                            Ipv6.ROUTING,
                                            Ipv6.DESTINATION_OPTIONS,
                                            59,
                                            64,
                                            4)
                                    .get(random.nextInt(6));
                    case 2, 3 -> Ipv4.TCP;
                    case 4, 5 -> Ipv6.ICMPV6;
                    default -> Ipv4.UDP;
                };
        if (next == Ipv4.TCP && payload.length >= 24) {
            Tcp.write(
                    MemorySegment.ofArray(payload),
                    0,
                    1000,
                    80,
                    1,
                    0,
                    24,
                    random.nextBoolean() ? Tcp.SYN : Tcp.ACK,
                    65_535);
            Bytes.hex("02040578").copyTo(payload, 20);
        } else if (next == Ipv6.ICMPV6) {
            payload[0] = (byte) (random.nextInt(8) == 0 ? 128 + random.nextInt(12) : 128);
        } else if (next < Ipv6.FRAGMENT && next != Ipv4.UDP && next != Ipv4.TCP) {
            payload[0] = 59;
            payload[1] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
        }
        int hops =
                switch (random.nextInt(12)) {
                    case 0 -> random.nextInt(3);
                    case 1 -> 255;
                    default -> 2 + random.nextInt(250);
                };
        byte[] octets = Packets.ipv6(from, to, next, hops, Bytes.of(payload)).toArray();
        var memory = MemorySegment.ofArray(octets);
        Ipv6.write(
                memory,
                0,
                random.nextInt(256),
                random.nextInt(1 << 20),
                payload.length,
                next,
                hops);
        if (random.nextInt(30) == 0) {
            // Addresses stay: a packet for a neighbour that is not known waits for it.
            int at = random.nextInt(octets.length);
            octets[at >= 8 && at < Ipv6.SIZE ? at & 7 : at] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] slack = new byte[random.nextInt(4) == 0 ? random.nextInt(20) : 0];
        return Bytes.of(octets).plus(Bytes.of(slack));
    }
}
