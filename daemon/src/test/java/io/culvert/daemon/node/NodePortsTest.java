package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.Poller;
import io.culvert.router.Router;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Ports of a machine that has what the test says.
class NodePortsTest {
    private static final InterfaceName FIRST = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName SECOND = InterfaceName.of("Ethernet0/1");

    private final Map<String, FakePort> machine = new TreeMap<>();
    private final PacketSlab slab = new PacketSlab(64, 2);
    private final Poller poller = TestRouter.poller();
    private final RouterLoop thread = new RouterLoop(poller);
    private final NodePorts ports = new NodePorts(poller, slab, this::open, thread, List.of());
    private final Router router = TestRouter.on("ports", slab, ports, List.of());

    private LinuxPort open(InterfaceName name, Wanted wanted) throws IOException {
        String device = ((PortChoice.Packet) wanted.choice()).device();
        FakePort port = machine.get(device);
        if (port == null || port.isGone) {
            throw new IOException("there is no device " + device);
        }
        port.isClosed = false;
        return port;
    }

    private FakePort has(String device) {
        var port = new FakePort(device);
        machine.put(device, port);
        return port;
    }

    private Optional<String> configure(String text) {
        RouterConfig config = ConfigLoader.load("test", text).config();
        Optional<String> refusal = ports.change(PortPlan.of(config, _ -> false), router);
        if (refusal.isEmpty()) {
            router.configure(thread.now(), config);
        }
        return refusal;
    }

    private static String port(InterfaceName name, String device) {
        return "interface " + name + "\n port packet " + device + "\n";
    }

    private void revisit() {
        ports.revisit(PortPlan.of(router.config(), _ -> false), router);
    }

    @AfterEach
    void close() {
        ports.close();
        poller.close();
    }

    @Test
    void aPortThatCannotBeOpenedLeavesEverythingAsItWas() {
        FakePort a = has("a");
        assertThat(configure(port(FIRST, "a"))).isEmpty();
        has("b");
        assertThat(configure(port(FIRST, "b") + port(SECOND, "nothing")))
                .contains("there is no device nothing");
        assertThat(ports.of(FIRST)).containsSame(a);
        assertThat(a.isClosed).isFalse();
        assertThat(ports.of(SECOND)).isEmpty();
    }

    @Test
    void aDeviceThatIsGoneRefusesNoChangeOfSomethingElse() {
        FakePort a = has("a");
        assertThat(configure(port(FIRST, "a"))).isEmpty();
        a.isGone = true;
        revisit();
        assertThat(ports.of(FIRST)).isEmpty();
        has("b");
        assertThat(configure(port(FIRST, "a") + port(SECOND, "b"))).isEmpty();
        assertThat(ports.of(SECOND)).isPresent();
        assertThat(ports.isIncomplete(router.config())).isTrue();
        FakePort again = has("a");
        revisit();
        assertThat(ports.of(FIRST)).containsSame(again);
        assertThat(ports.isIncomplete(router.config())).isFalse();
    }

    @Test
    void whoAsksForAGoneDeviceAnewIsTold() {
        FakePort a = has("a");
        assertThat(configure(port(FIRST, "a"))).isEmpty();
        a.isGone = true;
        revisit();
        assertThat(configure("hostname R1\n")).isEmpty();
        assertThat(configure(port(FIRST, "a"))).contains("there is no device a");
    }

    @Test
    void aDeviceThatWentDuringARefusedChangeIsTakenWhenItIsBack() {
        FakePort a = has("a");
        assertThat(configure(port(FIRST, "a"))).isEmpty();
        a.isGone = true;
        assertThat(configure(port(FIRST, "nothing")))
                .contains("there is no device nothing; Ethernet0/0 is down: there is no device a");
        assertThat(configure("hostname R1\n" + port(FIRST, "a"))).isEmpty();
        FakePort again = has("a");
        revisit();
        assertThat(ports.of(FIRST)).containsSame(again);
    }

    @Test
    void theRouterHearsOfAnotherMtuAndTheCableStaysAlive() {
        FakePort a = has("a");
        assertThat(configure(port(FIRST, "a"))).isEmpty();
        a.mtu = 1400;
        a.hasChanged = true;
        ports.receive(router);
        assertThat(router.view().find(FIRST).orElseThrow().mtu()).isEqualTo(1400);
        assertThat(router.view().find(FIRST).orElseThrow().hardwareUp()).isTrue();
    }
}
