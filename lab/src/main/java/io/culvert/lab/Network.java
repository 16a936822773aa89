package io.culvert.lab;

import io.culvert.dataplane.PacketSlab;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.lab.capture.Captures;
import io.culvert.lab.check.Checkers;
import io.culvert.lab.host.BridgeNode;
import io.culvert.lab.host.HostNode;
import io.culvert.lab.host.NatNode;
import io.culvert.lab.host.Payloads;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.Topology.LinkSpec;
import io.culvert.lab.topology.Topology.NodeSpec;
import io.culvert.router.capture.WiresharkKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/// A topology built and ready to be switched on, with everything that looks on.
public final class Network {
    /// Where captures go when nobody says where.
    public static final String CAPTURES_DEFAULT = "captures";

    private final Topology topology;
    private final Lab lab;
    private final Captures captures;
    private final WiresharkKeys keys;
    private final Checkers checkers;
    private final Pace pace;

    private Network(
            Topology topology,
            Lab lab,
            Captures captures,
            WiresharkKeys keys,
            Checkers checkers,
            Pace pace) {
        this.topology = topology;
        this.lab = lab;
        this.captures = captures;
        this.keys = keys;
        this.checkers = checkers;
        this.pace = pace;
    }

    /// What is wrong with the nodes of a topology that reads well: lines of hosts, configurations of routers.
    public static void check(Topology topology, RouterFactory routers, LabPki pki)
            throws InputException {
        var complaints = new ArrayList<Complaint>();
        Frames frames = new Frames(new PacketSlab(64, 0));
        for (NodeSpec node : topology.nodes()) {
            switch (node.kind()) {
                case HOST, NAT ->
                        complaints.addAll(
                                HostNode.check(node.name(), node.ports(), node.exec(), frames));
                case ROUTER, BRIDGE -> {
                    // routers are checked together, below; a bridge has nothing to say
                }
            }
        }
        complaints.addAll(routers.check(topology, pki));
        if (!complaints.isEmpty()) {
            throw new InputException(complaints);
        }
    }

    public static Network build(
            Topology topology,
            LabFiles files,
            RouterFactory routers,
            LabPki pki,
            long seed,
            Instant start,
            Pace pace) {
        return build(topology, files, routers, pki, seed, start, pace, CAPTURES_DEFAULT);
    }

    /// @param folder where routers write captures for their operators
    public static Network build(
            Topology topology,
            LabFiles files,
            RouterFactory routers,
            LabPki pki,
            long seed,
            Instant start,
            Pace pace,
            String folder) {
        Frames frames = Frames.ofOneLab();
        var lab = new Lab(frames, seed, start);
        var captures = new Captures(lab, files);
        var keys = new WiresharkKeys();
        var checkers = new Checkers(lab);
        var payloads = new Payloads(SeedMix.of(seed, "payloads"));
        var shared =
                new RouterFactory.Shared(
                        frames,
                        seed,
                        start,
                        lab::now,
                        pki,
                        keys,
                        checkers,
                        () -> payloads.next(PacketNumbers.SIZE).i64(0),
                        files,
                        folder);
        for (NodeSpec node : topology.nodes()) {
            int mtu = mtu(topology, node);
            lab.add(
                    switch (node.kind()) {
                        case ROUTER -> routers.create(node, mtu, shared);
                        case HOST ->
                                new HostNode(
                                        node.name(),
                                        node.ports(),
                                        mtu,
                                        node.exec(),
                                        frames,
                                        payloads);
                        case BRIDGE -> new BridgeNode(node.name(), node.ports(), frames);
                        case NAT -> new NatNode(node, mtu, frames);
                    });
        }
        for (LinkSpec link : topology.links()) {
            lab.connect(link.a(), link.b(), link.mtu());
        }
        return new Network(topology, lab, captures, keys, checkers, pace);
    }

    /// The MTU of a node's interfaces: the least of its links that are not a full Ethernet's.
    private static int mtu(Topology topology, NodeSpec node) {
        return topology.links().stream()
                .filter(
                        link ->
                                link.a().node().equals(node.name())
                                        || link.b().node().equals(node.name()))
                .mapToInt(LinkSpec::mtu)
                .min()
                .orElse(LinkSpec.MTU_DEFAULT);
    }

    public Topology topology() {
        return topology;
    }

    public Lab lab() {
        return lab;
    }

    public Captures captures() {
        return captures;
    }

    public WiresharkKeys keys() {
        return keys;
    }

    public Checkers checkers() {
        return checkers;
    }

    /// Does the next thing that is due by `limit`, when the pace allows it.
    public boolean next(long limit) {
        if (lab.nextAt() > limit) {
            return false;
        }
        pace.until(lab.nextAt());
        return lab.next(limit);
    }

    public void runUntil(long limit) {
        while (next(limit)) {
            // all the work is in the condition
        }
        pace.until(limit);
        lab.runUntil(limit);
    }

    /// The time that the lab may have reached by now.
    public long paceNow() {
        return pace.now();
    }

    /// Lets so much time pass at once.
    public void jump(long nanos) {
        pace.jump(nanos);
        lab.runUntil(lab.now() + nanos);
    }

    /// Types a command at a node; empty if the node has no power.
    public Optional<Task> command(String node, String line) {
        if (!lab.isPowered(node)
                || !(lab.node(node).orElseThrow() instanceof CommandNode commands)) {
            return Optional.empty();
        }
        Task task = commands.command(lab.now(), line);
        lab.touched(commands);
        return Optional.of(task);
    }

    /// Lets router time pass until the task is done. False if it is not done by `limit`.
    public boolean await(Task task, long limit) {
        while (!task.isDone()) {
            if (!next(limit)) {
                return false;
            }
        }
        return true;
    }
}
