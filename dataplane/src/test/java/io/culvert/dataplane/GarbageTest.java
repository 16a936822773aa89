package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneNhrp;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes in: nothing is thrown, every packet is sent, delivered or dropped, and no slot stays behind.
class GarbageTest {
    private static final int ROUNDS = 4000;

    private final Workbench bench = new Workbench();

    private Bytes noise(Random random, int most) {
        var octets = new byte[random.nextInt(most)];
        random.nextBytes(octets);
        return Bytes.of(octets);
    }

    private Bytes mutate(Random random, Bytes packet) {
        byte[] octets = packet.toArray();
        for (int i = random.nextInt(4); i > 0 && octets.length > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
        }
        int end = random.nextInt(4) == 0 ? random.nextInt(octets.length + 1) : octets.length;
        // Half of the headers are made right again, so that mutations get past the checksum.
        if (random.nextBoolean()
                && end >= 20
                && (octets[0] & 0x0F) >= 5
                && end >= (octets[0] & 0x0F) * 4) {
            io.culvert.wire.ip.Ipv4.seal(java.lang.foreign.MemorySegment.ofArray(octets), 0);
        }
        return Bytes.of(octets, 0, end);
    }

    private Workbench boot(boolean isProtected) {
        bench.isProtected = isProtected;
        bench.wan = wan -> wan.withMpls(true);
        bench.tunnel = tunnel -> tunnel.withNhrp(PlaneNhrp.of(1).withMpls(true).withRedirect(1));
        bench.more =
                image ->
                        image.label(
                                        new Label(25),
                                        new LabelAction.Swap(
                                                List.of(new Label(77)),
                                                image.entry(
                                                        new Entry.Tunnel(
                                                                Workbench.TUNNEL, List.of())),
                                                Workbench.CUST1))
                                .label(
                                        new Label(26),
                                        new LabelAction.PopForward(
                                                LabelAction.TABLE_UNKNOWN,
                                                image.entry(
                                                        new Entry.Adjacency(
                                                                Workbench.WAN,
                                                                Ipv4Address.of("172.16.1.1")))));
        return bench.boot();
    }

    private void finish() {
        bench.plane.onTime(bench.now + 60_000_000_000L);
        assertThat(bench.slab.inUse()).isZero();
    }

    @Test
    void randomFrames() {
        boot(true).associate();
        var random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            int type =
                    new int[] {0x0800, 0x0806, 0x86DD, 0x8847, 0x8100, random.nextInt(65_536)}
                            [random.nextInt(6)];
            bench.frame(
                    random.nextInt(3),
                    "020000000001",
                    random.nextInt(3) * 10,
                    type,
                    noise(random, 120));
            bench.raw(random.nextInt(2), noise(random, 60));
        }
        finish();
    }

    @Test
    void randomPacketsInsideTheAssociation() {
        boot(true).associate();
        var random = new Random(2);
        for (int i = 1; i <= ROUNDS; i++) {
            int next = new int[] {47, 47, 47, 4, 59, 137, random.nextInt(256)}[random.nextInt(7)];
            Bytes inner =
                    switch (random.nextInt(4)) {
                        case 0 -> noise(random, 200);
                        case 1 -> mutate(random, Packets.D1);
                        case 2 ->
                                Packets.gre(
                                        random.nextBoolean() ? 0x8847 : 0x0800,
                                        mutate(
                                                random,
                                                Packets.D1.slice(random.nextBoolean() ? 4 : 8)));
                        default ->
                                Packets.gre(
                                        0x8847,
                                        Packets.label(
                                                        new int[] {0, 7, 16, 25, 26, 3}
                                                                [random.nextInt(6)],
                                                        0,
                                                        random.nextInt(3) > 0,
                                                        random.nextInt(4))
                                                .plus(mutate(random, Packets.D1.slice(8))));
                    };
            bench.fromWan(
                    bench.sealed(
                            EspSuite.GCM_128,
                            Workbench.gcmKeys(),
                            inner,
                            next,
                            i,
                            Workbench.HUB,
                            Workbench.SPOKE));
        }
        assertThat(bench.plane.drops(Drop.ESP_AUTHENTICATION)).isZero();
        finish();
    }

    @Test
    void mutatedPacketsOfEveryKind() {
        boot(false);
        var random = new Random(3);
        Bytes esp = bench.sealedByHub(Packets.D1, 1);
        List<Bytes> kinds =
                List.of(
                        Packets.D1.slice(8),
                        esp,
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .protocol(47)
                                .payload(Packets.D1),
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .protocol(137)
                                .payload(Packets.D1.slice(4)),
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .fragment(0x2000)
                                .payload(Bytes.zero(64)),
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .fragment(8)
                                .payload(Bytes.zero(64)),
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .protocol(1)
                                .payload(Bytes.hex("03040000000003e8").plus(esp.slice(0, 28))),
                        Packets.syn(Packets.PC, Packets.FAR, Bytes.hex("020405b401030307")),
                        Packets.echo(Packets.PC, Packets.FAR, 2000));
        for (int i = 0; i < ROUNDS; i++) {
            Bytes packet = mutate(random, kinds.get(random.nextInt(kinds.size())));
            if (random.nextBoolean()) {
                bench.fromWan(packet);
            } else {
                bench.fromLan(packet);
            }
            if (random.nextInt(10) == 0) {
                bench.frame(
                        0,
                        "020000000001",
                        0,
                        0x8847,
                        Packets.label(random.nextInt(30), 0, true, 3).plus(packet));
            }
            bench.now += 10_000_000L;
            bench.plane.onTime(bench.now);
        }
        finish();
    }
}
