package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void itHoldsWhatAnOrderedMapHoldsInTheSameOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            var random = new Random(seed);
            var table = new Table(AddressFamily.IPV4, Service.VPN, Net.NO_RD, new Table.Version());
            var model = new LinkedHashMap<Prefix, Net>();
            int most = 1 << random.nextInt(10);
            for (int step = 0; step < 3_000; step++) {
                int length = 24 + random.nextInt(9);
                var prefix = Prefix.containing(new Ipv4Address(random.nextInt(most) << 8), length);
                assertThat(table.find(prefix).orElse(null)).isSameAs(model.get(prefix));
                if (random.nextInt(3) > 0) {
                    Net net = table.net(prefix);
                    assertThat(model.getOrDefault(prefix, net)).isSameAs(net);
                    model.put(prefix, net);
                } else {
                    Net net = model.remove(prefix);
                    assertThat(table.remove(net == null ? new Net(table, prefix) : net))
                            .isEqualTo(net != null);
                }
                assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
            }
            var all = new ArrayList<Net>();
            table.forEach(all::add);
            assertThat(all).as("seed %d", seed).isEqualTo(List.copyOf(model.values()));
        }
    }

    @Test
    void whatIsVisitedMayGo() {
        var table = new Table(AddressFamily.IPV4, Service.VPN, Net.NO_RD, new Table.Version());
        for (int i = 0; i < 100; i++) {
            table.net(Prefix.host(new Ipv4Address(i)));
        }
        table.forEach(table::remove);
        assertThat(table.isEmpty()).isTrue();
    }
}
