package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// In what order interfaces stand in tables.
class InterfaceOrderTest {
    private static final List<InterfaceName> ORDERED =
            Stream.of(
                            "Ethernet0/0",
                            "Ethernet0/0.2",
                            "Ethernet0/0.10",
                            "Ethernet0/01",
                            "Ethernet0/1",
                            "Ethernet0/1.5",
                            "Ethernet0/2",
                            "Ethernet0/10",
                            "Ethernet1/0",
                            "Ethernet1/0/3",
                            "Ethernet1/16777215",
                            "Ethernet1/33554431",
                            "Ethernet1/33554431.1",
                            "Ethernet1/33554432",
                            "Ethernet1/9999999999",
                            "Ethernet9999999999",
                            "Ethernet9999999999/9999999999/9999999999/9999999999.9999999999",
                            "Loopback0",
                            "Tunnel9",
                            "Tunnel9.1",
                            "Tunnel9.2",
                            "Tunnel9.10",
                            "Tunnel10",
                            "Virtual-Access1",
                            "Virtual-Access9999999999")
                    .map(InterfaceName::of)
                    .toList();

    @Test
    void numbersAreComparedPartByPartAndAShorterOneComesFirst() {
        var mixed = new ArrayList<>(ORDERED);
        Collections.shuffle(mixed, new Random(1));
        Collections.sort(mixed);
        assertThat(mixed).containsExactlyElementsOf(ORDERED);
    }

    @Test
    void namesThatDifferAreNeverEqualInOrder() {
        for (InterfaceName one : ORDERED) {
            for (InterfaceName other : ORDERED) {
                assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
                assertThat(Integer.signum(one.compareTo(other)))
                        .isEqualTo(-Integer.signum(other.compareTo(one)));
            }
        }
    }

    @Test
    void theLowestFreeNumberIsTaken() {
        var numbers = new LowestFree();
        assertThat(List.of(numbers.take(), numbers.take(), numbers.take()))
                .containsExactly(1, 2, 3);
        numbers.give(2);
        numbers.give(1);
        assertThat(List.of(numbers.take(), numbers.take(), numbers.take()))
                .containsExactly(1, 2, 4);
    }
}
