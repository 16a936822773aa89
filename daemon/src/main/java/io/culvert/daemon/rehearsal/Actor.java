package io.culvert.daemon.rehearsal;

import io.culvert.base.ByteReader;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv4Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;
import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.Console;
import io.culvert.commands.Exec;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import io.culvert.linux.RehearsedIntake;
import io.culvert.router.CertificateStore;
import io.culvert.router.Jobs;
import io.culvert.router.Port;
import io.culvert.router.Router;
import io.culvert.router.RouterSetup;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.Net;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.Ethernet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One of the two routers, with a customer's host beside it. What it sends to the other waits there until that is asked to take it.
final class Actor implements PortOutput {
    private static final int WAN = 0;
    private static final int LAN = 1;
    private static final int SMALL_SLOTS = 1024;
    private static final int LARGE_SLOTS = 64;

    /// One packet of so many between the routers comes twice, or spoiled as well; no divisor of a turn.
    private static final int DOUBLED_EACH = 397;

    private static final int SPOILED_EACH = 499;

    private static final MacAddress MAC = new MacAddress(0x0200_0000_0010L);
    private static final MacAddress HOST_MAC = new MacAddress(0x0200_0000_00C1L);

    /// What an operator asks for now and then.
    private static final List<String> DISPLAYS =
            List.of(
                    "show crypto ikev2 sa",
                    "show crypto ipsec sa",
                    "show crypto session",
                    "show ip route",
                    "show ip bgp vpnv4 all summary",
                    "show interfaces",
                    "show drops");

    private static final Console.Nonvolatile NOTHING_SAVED =
            new Console.Nonvolatile() {
                @Override
                public Optional<String> startup() {
                    return Optional.empty();
                }

                @Override
                public Optional<String> save(String text) {
                    return Optional.of("% Nothing is saved here");
                }
            };

    private final int own;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final RehearsedIntake intake;
    private final Router router;
    private final int[] waiting = new int[SMALL_SLOTS + LARGE_SLOTS];
    private int waitingCount;

    /// A frame of the host's that waits too, or NONE.
    private int reply = PacketSlab.NONE;

    private Optional<Actor> other = Optional.empty();
    private Instant now = Instant.EPOCH;
    private int arrived;
    private long delivered;

    /// @param own number, 1 or 2
    Actor(int own, EspCiphers ciphers, PublicKeys keys, SegmentAllocator allocator) {
        this.own = own;
        slab = new PacketSlab(SMALL_SLOTS, LARGE_SLOTS, allocator);
        memory = slab.memory();
        intake = new RehearsedIntake(slab);
        // Public: what is said here concerns nobody.
        Entropy entropy = Entropy.seeded("rehearsal " + own);
        router =
                new Router(
                        new RouterSetup(
                                List.of(
                                        new Port(
                                                InterfaceName.of("GigabitEthernet1"),
                                                Port.MTU,
                                                Medium.IP,
                                                Optional.empty()),
                                        new Port(
                                                InterfaceName.of("GigabitEthernet2"),
                                                Port.MTU,
                                                Medium.ETHERNET,
                                                Optional.of(MAC))),
                                MAC,
                                slab,
                                this,
                                List.of(),
                                Tap.NONE,
                                entropy,
                                new SplittableRandom(own),
                                PacketNumbers.counting(),
                                Instant.EPOCH,
                                CertificateStore.EMPTY,
                                ciphers,
                                keys,
                                Jobs.AT_ONCE,
                                KeyLog.NONE,
                                _ -> {}));
    }

    void begin(RouterConfig config, Actor far) {
        other = Optional.of(far);
        router.configure(now, config);
        router.carrier(now, WAN, true);
        router.carrier(now, LAN, true);
    }

    /// The address of its customer's host.
    Ipv4Address host() {
        return Ipv4Address.of("10." + own + ".0.2");
    }

    private Ipv4Address gateway() {
        return Ipv4Address.of("10." + own + ".0.1");
    }

    Optional<Instant> wakeAt() {
        return router.wakeAt();
    }

    /// Lets time pass.
    void onTime(Instant to) {
        now = to;
        router.onTime(now);
    }

    /// Takes what waits for it; whether there was anything.
    boolean takeWaiting() {
        if (reply != PacketSlab.NONE) {
            int slot = reply;
            reply = PacketSlab.NONE;
            router.receive(now, LAN, slot);
        }
        int count = waitingCount;
        if (count == 0) {
            return false;
        }
        int[] slots = Arrays.copyOf(waiting, count);
        waitingCount = 0;
        router.receive(now, WAN, slots, count);
        return true;
    }

    /// Packets of its host; as many as the slots hold.
    void fromHost(Traffic traffic, Ipv4Address to) {
        int[] frames = traffic.fill(slab, MAC, HOST_MAC, host(), to, gateway());
        int[] slots = new int[frames.length];
        int count = 0;
        for (int frame : frames) {
            count = intake.take(frame, slots, count);
        }
        router.receive(now, LAN, slots, count);
    }

    /// Packets that its host was sent, or that the super-packets hold which it was sent.
    long delivered() {
        return delivered;
    }

    @Override
    public void transmit(int port, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            if (port == WAN) {
                other.ifPresent(far -> far.arrive(slab, slot));
            } else if (Ethernet.type(memory, slab.start[slot]) == Ethernet.ARP) {
                answer(slot);
            } else {
                delivered++;
            }
            slab.free(slot);
        }
    }

    private void arrive(PacketSlab from, int slot) {
        arrived++;
        keep(copy(from, slot));
        if (arrived % DOUBLED_EACH == 0) {
            keep(copy(from, slot));
        }
        if (arrived % SPOILED_EACH == 0) {
            int spoiled = copy(from, slot);
            if (spoiled != PacketSlab.NONE) {
                long last = slab.end[spoiled] - 1L;
                Net.putU8(memory, last, Net.u8(memory, last) ^ 1);
                keep(spoiled);
            }
        }
    }

    private int copy(PacketSlab from, int slot) {
        int length = from.length(slot);
        int copy =
                waitingCount == waiting.length
                        ? PacketSlab.NONE
                        : slab.allocate(from.isSmall(slot) ? length : PacketSlab.LARGE_OCTETS);
        if (copy != PacketSlab.NONE) {
            MemorySegment.copy(from.memory(), from.start[slot], memory, slab.start[copy], length);
            slab.end[copy] = slab.start[copy] + length;
            slab.segment[copy] = from.segment[slot];
        }
        return copy;
    }

    private void keep(int slot) {
        if (slot != PacketSlab.NONE) {
            waiting[waitingCount++] = slot;
        }
    }

    private void dropReply() {
        if (reply != PacketSlab.NONE) {
            slab.free(reply);
            reply = PacketSlab.NONE;
        }
    }

    /// The host says where it is.
    private void answer(int request) {
        int at = slab.start[request] + Ethernet.SIZE;
        Bytes asked = Bytes.of(memory, at, slab.end[request] - at);
        if (ArpPacket.parse(new ByteReader(asked.toArray()))
                        instanceof Parse.Ok<ArpPacket>(var packet)
                && packet.target().equals(host())) {
            Bytes answer = packet.replyFrom(HOST_MAC).toBytes();
            int slot = slab.allocate(Ethernet.SIZE + answer.size());
            if (slot != PacketSlab.NONE) {
                int frame = slab.start[slot];
                Ethernet.write(memory, frame, MAC.bits(), HOST_MAC.bits(), Ethernet.ARP);
                answer.copyTo(memory, frame + Ethernet.SIZE);
                slab.end[slot] = frame + Ethernet.SIZE + answer.size();
                dropReply();
                reply = slot;
            }
        }
    }

    /// An operator looks around.
    void display() {
        var console = new Console(router, () -> now, NOTHING_SAVED, Console.Machine.FIXED);
        var dialogue =
                new Dialogue(
                        Exec.session(
                                console, Terminal.ENDLESS, Visitor.atConsole(Visitor.LEVEL_MAX)));
        for (String command : DISPLAYS) {
            dialogue.rendered(dialogue.take(new Dialogue.Input.Line(command)));
            dialogue.rendered(dialogue.take(new Dialogue.Input.Line(command + " | json")));
        }
    }

    void end() {
        intake.close();
        router.shutDown(now);
    }
}
