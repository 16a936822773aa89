package io.culvert.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InterfaceNameTest {
    @Test
    void namesSortByKindThenNumericallyByPart() {
        List<String> sorted =
                List.of(
                        "Ethernet0/0",
                        "Ethernet0/0.2",
                        "Ethernet0/0.10",
                        "Ethernet0/1",
                        "Ethernet0/10",
                        "Ethernet1/0",
                        "Tunnel0",
                        "Tunnel1.1",
                        "Tunnel2",
                        "Tunnel10",
                        "Tunnel1000000000");
        List<InterfaceName> names = sorted.stream().map(InterfaceName::of).toList();
        assertThat(names.reversed().stream().sorted()).containsExactlyElementsOf(names);
    }

    /// Parts as numbers, one after the other; then their count; then the text.
    private static int slowly(String left, String right) {
        long[] l = parts(left);
        long[] r = parts(right);
        int order = Arrays.compare(l, r);
        return order != 0 ? order : left.compareTo(right);
    }

    private static long[] parts(String number) {
        return Arrays.stream(number.split("[/.]")).mapToLong(Long::parseLong).toArray();
    }

    @Test
    void theOrderIsThatOfTheNumbersWhateverTheirZeros() {
        long seed = 25;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String left = number(random);
            String right = number(random);
            var one = new InterfaceName(InterfaceKind.ETHERNET, left);
            var other = new InterfaceName(InterfaceKind.ETHERNET, right);
            assertThat(Integer.signum(one.compareTo(other)))
                    .as("%s and %s, seed %d", left, right, seed)
                    .isEqualTo(Integer.signum(slowly(left, right)));
        }
    }

    private static String number(Random random) {
        var text = new StringBuilder(part(random));
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append('/').append(part(random));
        }
        return random.nextBoolean()
                ? text.append('.').append(part(random)).toString()
                : text.toString();
    }

    private static String part(Random random) {
        return "0".repeat(random.nextInt(3)) + random.nextInt(random.nextBoolean() ? 3 : 2000);
    }
}
