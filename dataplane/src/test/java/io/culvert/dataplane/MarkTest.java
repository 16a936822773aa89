package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a packet last took an entry with a mark.
class MarkTest {
    private static final int MARK = 5;

    private final Workbench bench = new Workbench();
    private int mark = MARK;

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    private Workbench boot() {
        bench.isProtected = false;
        bench.more =
                image -> {
                    var tunnel = new Entry.Tunnel(Workbench.TUNNEL, List.of(new Label(18)));
                    int entry = image.entry(tunnel.withMark(mark));
                    bench.cust1.put(Prefix.of("192.168.114.0/24"), entry);
                    bench.cust1.put(Prefix.of("2001:db8:114::/48"), entry);
                    return image.label(
                            new Label(25),
                            new LabelAction.Swap(List.of(new Label(77)), entry, Workbench.CUST1));
                };
        return bench.boot();
    }

    private long used(int number) {
        bench.sent.clear();
        return bench.plane.lastUsedNanos(number);
    }

    @Test
    void eachPacketThatTakesTheWayIsNoted() {
        boot();
        assertThat(used(MARK)).isEqualTo(InterfaceCounters.NEVER);
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 84));
        assertThat(used(MARK)).isEqualTo(bench.now);
        bench.now++;
        bench.fromLan6(Packets.echo6(Packets.PC6, Packets.FAR6, 64, 84));
        assertThat(used(MARK)).isEqualTo(bench.now);
        bench.now++;
        bench.wan = wan -> wan.withMpls(true);
        boot();
        bench.frame(
                0,
                "020000000001",
                0,
                0x8847,
                Packets.label(25, 0, true, 64).plus(Packets.echo(Packets.FAR, Packets.PC, 84)));
        assertThat(used(MARK)).isEqualTo(bench.now);
        assertThat(used(MARK - 1)).isEqualTo(InterfaceCounters.NEVER);
        assertThat(used(1 << 19)).isEqualTo(InterfaceCounters.NEVER);
    }

    @Test
    void anotherWayIsNotNoted() {
        boot();
        bench.fromLan(Packets.echo(Packets.PC, Workbench.HUB, 84));
        assertThat(used(MARK)).isEqualTo(InterfaceCounters.NEVER);
    }

    @Test
    void whatIsRefusedIsNotNoted() {
        boot();
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Packets.PC.bytes()));
        assertThat(used(MARK)).isEqualTo(InterfaceCounters.NEVER);
    }

    @Test
    void aMarkThatComesBackIsOfSomethingElse() {
        boot();
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 84));
        boot();
        assertThat(used(MARK)).isEqualTo(bench.now);
        mark = 6;
        boot();
        mark = MARK;
        boot();
        assertThat(used(MARK)).isEqualTo(InterfaceCounters.NEVER);
    }
}
