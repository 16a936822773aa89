package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import io.culvert.bgp.policy.IosRegex;
import io.culvert.lab.Durations;
import io.culvert.pki.DistinguishedName;
import io.culvert.pki.SerialNumber;
import io.culvert.pki.SubjectName;
import io.culvert.wire.bgp.Community;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that reads one word: what it takes it also prints, in words that it takes again as the same.
class TextFuzzTest {
    @MethodSource("io.culvert.fuzz.Seeds#texts")
    @FuzzTest
    void valuesArePrintedAsTheyAreRead(byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        printed(text, Ipv4Address::parse);
        printed(text, Ipv6Address::parse);
        printed(text, IpAddress::parse);
        printed(text, Prefix::parse);
        printed(text, RouteDistinguisher::parse);
        printed(text, RouteTarget::parse);
        printed(text, InterfaceName::parse);
        printed(text, Community::parse);
        printed(text, SerialNumber::parse);
        printed(text, name -> SubjectName.parse(name).toOptional());
        Durations.parse(text).ifPresent(duration -> assertThat(duration.isNegative()).isFalse());
        DistinguishedName.parse(text)
                .toOptional()
                .ifPresent(
                        name ->
                                assertThat(DistinguishedName.parseDer(name.der()).orElseThrow())
                                        .isEqualTo(name));
    }

    private static <T> void printed(String text, Function<String, Optional<T>> parse) {
        parse.apply(text)
                .ifPresent(value -> assertThat(parse.apply(value.toString())).contains(value));
    }

    /// An expression of IOS, and a path that it is held against.
    @MethodSource("io.culvert.fuzz.Seeds#texts")
    @FuzzTest
    void expressionsAreReadOrRefused(byte[] octets) {
        assertThat(IosRegex.parse(new String(octets, StandardCharsets.UTF_8))).isNotNull();
    }
}
