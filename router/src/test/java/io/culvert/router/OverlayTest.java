package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.AddressPool;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static List<String> prefixes(String first, String last) {
        return Overlay.prefixes(new AddressPool.Range(IpAddress.of(first), IpAddress.of(last)))
                .stream()
                .map(Prefix::toString)
                .toList();
    }

    @Test
    void aRangeIsMadeUpOfTheFewestPrefixes() {
        assertThat(prefixes("10.1.1.1", "10.1.1.6"))
                .containsExactly("10.1.1.1/32", "10.1.1.2/31", "10.1.1.4/31", "10.1.1.6/32");
        assertThat(prefixes("10.1.0.0", "10.1.3.255")).containsExactly("10.1.0.0/22");
        assertThat(prefixes("10.1.1.7", "10.1.1.7")).containsExactly("10.1.1.7/32");
        assertThat(prefixes("0.0.0.0", "255.255.255.255")).containsExactly("0.0.0.0/0");
        assertThat(prefixes("255.255.255.255", "255.255.255.255"))
                .containsExactly("255.255.255.255/32");
        assertThat(prefixes("2001:db8::1", "2001:db8::3"))
                .containsExactly("2001:db8::1/128", "2001:db8::2/127");
    }
}
