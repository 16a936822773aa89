package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.ip.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Interfaces that come, go and change one by one, against a list that is searched from end to end.
class FaceChangesTest {
    private static final Ipv4Address NEAR = Ipv4Address.of("192.0.2.1");
    private static final int CHANGES = 6_000;
    private static final int INDEXES = 3_000;
    private static final int FAR_ENDS = 2_000;

    private final TreeMap<Integer, PlaneInterface> model = new TreeMap<>();
    private final Builder image = new Builder();

    private static PlaneInterface tunnel(int index, int far, boolean isProtected) {
        return PlaneInterface.tunnel(
                index, 0, TunnelEnds.gre(NEAR, new Ipv4Address(0x0A00_0000 + far), isProtected));
    }

    private void change(Random random) {
        int index = 1 + random.nextInt(INDEXES);
        if (random.nextInt(3) == 0) {
            image.remove(index);
            model.remove(index);
            return;
        }
        PlaneInterface put =
                random.nextInt(20) == 0
                        ? PlaneInterface.vlan(
                                index,
                                0,
                                random.nextInt(3),
                                1 + random.nextInt(9),
                                new MacAddress(1))
                        : tunnel(index, random.nextInt(FAR_ENDS), random.nextInt(4) > 0);
        image.put(put);
        model.put(index, put);
    }

    /// What the packet path finds, as the interface's number; 0 for none.
    private static int found(ForwardingImage in, int far) {
        return number(
                in.faceOfTunnel(
                        0,
                        0,
                        Hop.mapped(NEAR.bits()),
                        0,
                        Hop.mapped(far),
                        Ipv4.GRE,
                        TunnelEnds.NO_KEY));
    }

    private static int number(@Nullable Face face) {
        return face == null ? 0 : face.index;
    }

    /// Those that take packets in the clear before others, then the highest number.
    private int expected(int far) {
        return model.values().stream()
                .filter(each -> each.tunnel().isPresent())
                .filter(each -> each.tunnel().get().destination().equals(new Ipv4Address(far)))
                .max(
                        Comparator.comparing(
                                        (PlaneInterface each) ->
                                                !each.tunnel().get().protectionRequired())
                                .thenComparing(PlaneInterface::index))
                .map(PlaneInterface::index)
                .orElse(0);
    }

    private int expected(int port, int vlan) {
        return model.values().stream()
                .filter(each -> each.port() == port && each.vlan() == vlan)
                .map(PlaneInterface::index)
                .max(Integer::compare)
                .orElse(0);
    }

    private void check(ForwardingImage now, Random random) {
        assertThat(now.faceCount()).isEqualTo(model.isEmpty() ? 1 : model.lastKey() + 1);
        for (int index = 0; index < now.faceCount(); index++) {
            Face face = now.face(index);
            assertThat(face == null ? null : face.declared).isEqualTo(model.get(index));
        }
        for (int i = 0; i < 20; i++) {
            int far = 0x0A00_0000 + random.nextInt(FAR_ENDS);
            assertThat(found(now, far)).isEqualTo(expected(far));
            int port = random.nextInt(4);
            int vlan = random.nextInt(12);
            assertThat(number(now.faceOfPort(port, vlan))).isEqualTo(expected(port, vlan));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void interfacesThatChangeOneByOneAreFoundAsInASlowModelAndOldImagesStay(int seed) {
        var random = new Random(seed);
        ForwardingImage old = image.build();
        List<Integer> before = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            change(random);
            if (random.nextInt(100) == 0) {
                for (int far = 0; far < before.size(); far++) {
                    assertThat(found(old, 0x0A00_0000 + far)).isEqualTo(before.get(far));
                }
                old = image.build();
                check(old, random);
                before.clear();
                for (int far = 0; far < 50; far++) {
                    before.add(found(old, 0x0A00_0000 + far));
                }
            }
        }
    }

    @Test
    void aChangeCostsItsPageAlone() {
        for (int index = 1; index < INDEXES; index++) {
            image.put(tunnel(index, index, true));
        }
        ForwardingImage before = image.build();
        image.put(tunnel(5, 7_000, true));
        ForwardingImage after = image.build();
        assertThat(after.hasFacesOf(before)).isFalse();
        assertThat(after.hasFacesOf(before, 0)).isFalse();
        assertThat(after.hasFacesOf(before, 1)).isTrue();
        assertThat(after.face(6)).isSameAs(before.face(6));
    }

    @Test
    void aTunnelWhoseWayIsAnotherIsMadeAnewAndNoOther() {
        image.put(PlaneInterface.ethernet(1, 0, 0, new MacAddress(1)));
        image.put(tunnel(2, 2, true)).put(tunnel(3, 3, true));
        ForwardingImage before = image.build();
        int way = image.entry(new Entry.Adjacency(1, Ipv4Address.of("203.0.113.1"), List.of()));
        image.route(0, Prefix.of("10.0.0.2/32"), way);
        ForwardingImage after = image.build();
        assertThat(after.outOf(Objects.requireNonNull(after.face(2)).outerEntry)).isEqualTo(1);
        assertThat(after.face(3)).isSameAs(before.face(3));
    }
}
