package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.bgp.config.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static Table table(long rd) {
        return new Table(
                AddressFamily.IPV4, Service.VPN, new RouteDistinguisher(rd), new Table.Version());
    }

    private static Prefix prefix(int number) {
        return Prefix.host(new Ipv4Address(10 << 24 | number));
    }

    @Test
    void itHoldsWhatAnOrderedMapHoldsInTheSameOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            var random = new Random(seed);
            var tables = List.of(table(1), table(2));
            var pending = new Pending(true);
            var model = new LinkedHashMap<Net, Boolean>();
            int most = 1 << random.nextInt(9);
            for (int step = 0; step < 3_000; step++) {
                Net net = tables.get(random.nextInt(2)).net(prefix(random.nextInt(most)));
                if (random.nextInt(3) > 0) {
                    boolean held = random.nextBoolean();
                    pending.note(net, held, true);
                    model.putIfAbsent(net, held);
                } else if (pending.find(net) >= 0) {
                    assertThat(pending.held(pending.find(net))).isEqualTo(model.remove(net));
                    pending.remove(pending.find(net));
                }
                assertThat(pending.size()).as("seed %d", seed).isEqualTo(model.size());
            }
            assertThat(all(pending)).as("seed %d", seed).isEqualTo(List.copyOf(model.entrySet()));
        }
    }

    private static List<Map.Entry<Net, Boolean>> all(Pending pending) {
        var all = new ArrayList<Map.Entry<Net, Boolean>>();
        for (int at = pending.next(0); at >= 0; at = pending.next(at + 1)) {
            all.add(Map.entry(pending.net(at), pending.held(at)));
        }
        return all;
    }

    @Test
    void aRouteThatWentAndCameAgainIsOneChange() {
        var pending = new Pending(true);
        var before = new Net(table(1), prefix(1));
        var after = new Net(table(1), prefix(1));
        pending.note(before, true, false);
        pending.note(after, false, true);
        pending.note(before, false, false);
        assertThat(all(pending)).containsExactly(Map.entry(after, true));
    }

    @Test
    void routeDistinguishersCountInVpnFamiliesAlone() {
        var one = new Net(table(1), prefix(1));
        var two = new Net(table(2), prefix(1));
        for (boolean vpn : List.of(true, false)) {
            var pending = new Pending(vpn);
            pending.note(one, false, true);
            pending.note(two, false, true);
            assertThat(pending.size()).isEqualTo(vpn ? 2 : 1);
        }
    }
}
