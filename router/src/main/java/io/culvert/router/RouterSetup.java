package io.culvert.router;

import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What a router is handed by whoever runs it: everything of the world outside that it may touch.
///
/// @param ports the physical ports that something is plugged into, in the order of their numbers
/// @param baseMac address of port 0; Ethernet port n has the n-th after it unless it brings one of its own
/// @param slab packet buffers, shared by the routers of one worker
/// @param output where frames and bare packets leave, each by a port of its medium
/// @param workers who run further planes beside that of the router's own thread, or none
/// @param entropy keys, SPIs, nonces
/// @param random jitter and choices that an attacker may know
/// @param packetNumbers of test packets, shared by all nodes of a lab
/// @param epoch wall-clock time at router time `Instant.EPOCH`, for certificates and displays
/// @param certificates what the trustpoints hold
/// @param ciphers that packets are sealed and opened with
/// @param publicKeys do the work of `jobs`
/// @param keys told of every key, or [KeyLog#NONE]
/// @param log notices, as they happen
public record RouterSetup(
        List<Port> ports,
        MacAddress baseMac,
        PacketSlab slab,
        PortOutput output,
        List<Planes.Worker> workers,
        Tap tap,
        Entropy entropy,
        RandomGenerator random,
        PacketNumbers packetNumbers,
        Instant epoch,
        CertificateStore certificates,
        EspCiphers ciphers,
        PublicKeys publicKeys,
        Jobs jobs,
        KeyLog keys,
        Consumer<LogLine> log) {
    public RouterSetup {
        ports = List.copyOf(ports);
        workers = List.copyOf(workers);
    }

    /// The wall clock at a moment of router time.
    public Instant wallClock(Instant now) {
        return epoch.plus(Duration.between(Instant.EPOCH, now));
    }
}
