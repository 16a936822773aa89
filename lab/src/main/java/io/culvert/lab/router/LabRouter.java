package io.culvert.lab.router;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.Console;
import io.culvert.commands.Exec;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import io.culvert.lab.Cabling;
import io.culvert.lab.RouterFactory.Shared;
import io.culvert.lab.RouterNode;
import io.culvert.lab.topology.Topology.NodeSpec;
import io.culvert.router.InterfaceState;
import io.culvert.router.Jobs;
import io.culvert.router.LogLine;
import io.culvert.router.Port;
import io.culvert.router.Router;
import io.culvert.router.RouterSetup;
import io.culvert.router.RouterView;
import io.culvert.router.config.RouterConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One router of a lab. Power-on makes a new [Router] from what was saved; power loss leaves nothing else.
final class LabRouter implements RouterNode, Console.Nonvolatile {
    private static final long MAC_BASE = 0xAABB_CC00_0000L;

    private final NodeSpec spec;
    private final int mtu;
    private final int number;
    private final int workers;
    private final LabCertificates certificates;
    private final Shared shared;
    private final List<InterfaceName> ports;
    private final boolean[] carriers;
    private Optional<String> saved;
    private @Nullable Cabling cabling;
    private @Nullable Router router;
    private BiConsumer<Instant, LogLine> listener = (_, _) -> {};
    private long powerOn;
    private int boots;

    LabRouter(
            NodeSpec spec,
            int mtu,
            int number,
            int workers,
            Optional<String> startup,
            LabCertificates certificates,
            Shared shared) {
        this.spec = spec;
        this.mtu = mtu;
        this.number = number;
        this.workers = workers;
        this.saved = startup;
        this.certificates = certificates;
        this.shared = shared;
        this.ports = spec.ports().stream().map(InterfaceName::of).toList();
        this.carriers = new boolean[ports.size()];
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public List<String> ports() {
        return spec.ports();
    }

    @Override
    public void plug(Cabling cables) {
        cabling = cables;
    }

    @Override
    public void start(long time) {
        powerOn = time;
        boots++;
        RouterConfig config =
                saved.map(text -> ConfigLoader.load(name(), text).config())
                        .orElse(RouterConfig.DEFAULT);
        String entropy = shared.seed() + "/" + name() + "/" + boots;
        Router fresh =
                new Router(
                        new RouterSetup(
                                ports.stream().map(port -> new Port(port, mtu)).toList(),
                                new MacAddress(MAC_BASE + ((long) number << 8)),
                                shared.frames().slab(),
                                output(),
                                LabWorker.several(
                                        Math.max(workers, config.system().workers()) - 1,
                                        shared.frames().slab(),
                                        output()),
                                new WitnessTap(),
                                Entropy.seeded(entropy),
                                new SplittableRandom(entropy.hashCode()),
                                shared.packetNumbers(),
                                startOfLife(),
                                certificates.storeOf(name(), config),
                                new JdkEspCiphers(),
                                LibraryKeys.JDK,
                                Jobs.AT_ONCE,
                                shared.keys(),
                                line -> listener.accept(startOfLife(), line)));
        router = fresh;
        fresh.configure(time(), config);
        for (int port = 0; port < carriers.length; port++) {
            carriers[port] = false;
        }
    }

    private PortOutput output() {
        return (port, slots, count) -> {
            Cabling cables = cabling;
            for (int i = 0; i < count; i++) {
                if (cables == null) {
                    shared.frames().release(slots[i]);
                } else {
                    cables.transmit(port, slots[i]);
                }
            }
        };
    }

    /// Router time: what passed since power-on, whether or not anything happened here meanwhile.
    private Instant time() {
        return Instant.EPOCH.plusNanos(shared.clock().getAsLong() - powerOn);
    }

    @Override
    public void crash(long time) {
        Router gone = router;
        router = null;
        if (gone != null) {
            gone.powerOff();
        }
    }

    @Override
    public void shutDown(long time) {
        Router gone = router;
        if (gone != null) {
            gone.shutDown(time());
        }
        router = null;
    }

    @Override
    public void carrier(long time, int port, boolean up) {
        if (router != null) {
            router.carrier(time(), port, up);
        }
    }

    @Override
    public void receive(long time, int port, int slot) {
        if (router == null) {
            shared.frames().release(slot);
        } else {
            router.receive(time(), port, slot);
        }
    }

    @Override
    public void onTime(long time) {
        if (router != null) {
            router.onTime(time());
        }
    }

    @Override
    public long wakeAt() {
        return router == null
                ? NEVER
                : router.wakeAt()
                        .map(at -> powerOn + Duration.between(Instant.EPOCH, at).toNanos())
                        .orElse(NEVER);
    }

    @Override
    public Session<?, ?> session(Terminal terminal, Visitor visitor) {
        Router running = running();
        return Exec.session(
                new Console(running, this::time, this, new LabMachine(name(), shared)),
                terminal,
                visitor);
    }

    @Override
    public Optional<RouterConfig> config() {
        return Optional.ofNullable(router).map(Router::config);
    }

    @Override
    public Optional<Integer> life() {
        return router == null ? Optional.empty() : Optional.of(boots);
    }

    @Override
    public void listen(BiConsumer<Instant, LogLine> hears) {
        listener = hears;
    }

    private Instant startOfLife() {
        return shared.start().plusNanos(powerOn);
    }

    @Override
    public void note(Notice notice) {
        running().note(time(), notice);
    }

    private Router running() {
        Router running = router;
        if (running == null) {
            throw new IllegalStateException(name() + " has no power");
        }
        return running;
    }

    @Override
    public Optional<String> startup() {
        return saved;
    }

    @Override
    public Optional<String> save(String text) {
        saved = Optional.of(text);
        return Optional.empty();
    }

    private RouterView view() {
        return running().view();
    }

    private Optional<InterfaceState> at(int port, int vlan) {
        return router == null
                ? Optional.empty()
                : view().interfaces().stream()
                        .filter(state -> state.port() == port)
                        .filter(
                                state ->
                                        state.config().vlan().map(tag -> tag.vlan()).orElse(0)
                                                == vlan)
                        .findFirst();
    }

    @Override
    public Optional<Vrf> vrfOf(int port, int vlan) {
        return at(port, vlan).map(InterfaceState::vrf);
    }

    @Override
    public boolean hasVrf(Vrf vrf) {
        return router != null
                ? router.config().vrfs().has(vrf)
                : saved.map(text -> ConfigLoader.load(name(), text).config())
                        .filter(config -> config.vrfs().has(vrf))
                        .isPresent();
    }

    @Override
    public boolean isFrontDoor(Vrf vrf) {
        return router != null
                && router.config().interfaces().values().stream()
                        .anyMatch(each -> each.isTunnel() && each.tunnel().vrf().equals(vrf));
    }

    @Override
    public boolean answersFor(int port, int vlan, IpAddress address) {
        return at(port, vlan)
                .filter(
                        state ->
                                state.addresses().stream()
                                        .anyMatch(own -> own.address().equals(address)))
                .isPresent();
    }

    @Override
    public Optional<Vrf> tunnelVrf(IpAddress own, IpAddress peer) {
        if (router == null) {
            return Optional.empty();
        }
        List<InterfaceState> tunnels =
                view().tunnels().stream()
                        .filter(
                                state ->
                                        state.path()
                                                .filter(path -> path.source().equals(own))
                                                .isPresent())
                        .toList();
        return tunnels.stream()
                .filter(state -> state.path().orElseThrow().destination().equals(peer))
                .findFirst()
                .or(() -> tunnels.stream().findFirst())
                .map(InterfaceState::vrf);
    }

    @Override
    public Optional<Vrf> tunnelVrf(List<Association> associations) {
        return router == null
                ? Optional.empty()
                : view().tunnels().stream()
                        .filter(
                                state ->
                                        Walk.associations(view(), state.name()).stream()
                                                .anyMatch(associations::contains))
                        .findFirst()
                        .map(InterfaceState::vrf);
    }

    @Override
    public Resolution resolve(Question question) {
        return router == null
                ? new Resolution.Nowhere(name() + " has no power")
                : Walk.step(view(), question);
    }

    /// Tells the checkers of packets that the router itself sends and receives.
    private final class WitnessTap implements Tap {
        @Override
        public void delivered(int slot, int ifIndex, int table) {
            vrf(table)
                    .ifPresent(
                            vrf -> shared.witness().delivered(LabRouter.this, vrf, packet(slot)));
        }

        @Override
        public void originated(int slot, int table) {
            vrf(table)
                    .ifPresent(
                            vrf -> shared.witness().originated(LabRouter.this, vrf, packet(slot)));
        }

        private Optional<Vrf> vrf(int table) {
            return router == null
                    ? Optional.empty()
                    : view().vrfOfTable(table).filter(vrf -> !vrf.isGlobal());
        }

        private Bytes packet(int slot) {
            PacketSlab slab = shared.frames().slab();
            return Bytes.of(slab.memory(), slab.start[slot], slab.length(slot));
        }
    }
}
