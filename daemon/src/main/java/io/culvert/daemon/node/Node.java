package io.culvert.daemon.node;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;
import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.Console;
import io.culvert.commands.Exec;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.daemon.OperatorFiles;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.daemon.rehearsal.Rehearsal;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Notice;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import io.culvert.linux.HugePages;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.Poller;
import io.culvert.linux.Share;
import io.culvert.linux.cipher.CipherLadder;
import io.culvert.linux.publickey.PublicKeyLadder;
import io.culvert.router.LogLine;
import io.culvert.router.Router;
import io.culvert.router.RouterSetup;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One router on Linux, from its saved configuration to its last packet.
final class Node implements AutoCloseable {
    /// Packets that may be under way inside: in batches, waiting for a neighbour, being put together again.
    static final int SMALL_SLOTS = 16_384;

    static final int LARGE_SLOTS = 512;

    /// Why a node cannot start, with the exit code that says whose fault it is.
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean isInput;
        private final String told;

        Refusal(boolean isInput, String sentence) {
            this(isInput, sentence, sentence);
        }

        Refusal(boolean isInput, String shown, String told) {
            super(shown);
            this.isInput = isInput;
            this.told = told;
        }

        /// What the log may hold of it, in one line.
        String told() {
            return told;
        }

        /// Whether what was given is wrong, rather than the machine.
        boolean isInput() {
            return isInput;
        }
    }

    private final MachineIdentity machine = MachineIdentity.ofThisMachine();
    private final SavedConfiguration saved;
    private final Path pki;
    private final CertificatesInForce certificates;
    private final Poller poller;
    private final RouterLoop thread;
    private final WorkerJobs jobs;
    private final List<WorkerThread> workers = new ArrayList<>();
    private final PacketThreads ranks =
            new PacketThreads(
                    workers,
                    Runtime.getRuntime().availableProcessors(),
                    PacketThreads.Rank.OF_THE_MACHINE,
                    this::note);
    private final NodePorts ports;
    private final PublicKeys publicKeys;
    private final Router router;
    private Console.Machine doors = Console.Machine.FIXED;

    /// Opens everything that the configuration asks for, or nothing.
    ///
    /// @param pki folder of certificates
    /// @param log hears every notice, on the router's thread
    static Node open(Path config, Path pki, Consumer<LogLine> log) throws Refusal {
        var saved = new SavedConfiguration(config);
        RouterConfig wanted = load(saved);
        NodeCertificates certificates = certificates(pki, wanted);
        Poller poller;
        try {
            poller = Poller.open();
        } catch (IOException e) {
            throw new Refusal(false, String.valueOf(e.getMessage()));
        }
        var node =
                new Node(
                        saved,
                        pki,
                        new CertificatesInForce(certificates),
                        poller,
                        log,
                        pollers(wanted.system().workers() - 1));
        Optional<String> refusal =
                node.ports.change(PortPlan.of(wanted, PortOpener.free()), node.router);
        if (refusal.isPresent()) {
            node.close();
            throw new Refusal(false, refusal.get());
        }
        node.router.configure(node.thread.now(), wanted);
        return node;
    }

    private static List<Poller> pollers(int count) throws Refusal {
        var pollers = new ArrayList<Poller>();
        try {
            for (int i = 0; i < count; i++) {
                pollers.add(Poller.open());
            }
            return pollers;
        } catch (IOException e) {
            pollers.forEach(Poller::close);
            throw new Refusal(false, String.valueOf(e.getMessage()));
        }
    }

    private static RouterConfig load(SavedConfiguration saved) throws Refusal {
        String text;
        try {
            text = saved.read();
        } catch (IOException e) {
            throw new Refusal(true, saved.file() + ": " + SavedConfiguration.reason(e));
        }
        ConfigLoader.Loaded loaded = ConfigLoader.load(saved.file().toString(), text);
        if (!loaded.isGood()) {
            var refused = new RefusedLines(saved.file(), loaded.refusals());
            throw new Refusal(true, refused.shown(), refused.told());
        }
        return MachineIdentity.ofThisMachine().named(loaded.config());
    }

    private static NodeCertificates certificates(Path pki, RouterConfig config) throws Refusal {
        var names = new ArrayList<String>(config.pki().trustpoints().keys());
        return switch (NodeCertificates.read(pki, config.system().hostname(), names)) {
            case Parse.Ok<NodeCertificates>(var read) -> read;
            case Parse.Malformed<NodeCertificates>(_, var what) -> throw new Refusal(true, what);
        };
    }

    private Node(
            SavedConfiguration saved,
            Path pki,
            CertificatesInForce certificates,
            Poller poller,
            Consumer<LogLine> log,
            List<Poller> more) {
        this.saved = saved;
        this.pki = pki;
        this.certificates = certificates;
        this.poller = poller;
        thread = new RouterLoop(poller);
        jobs =
                new WorkerJobs(
                        thread::post,
                        WorkerJobs.threads(Runtime.getRuntime().availableProcessors()));
        var slab = new PacketSlab(SMALL_SLOTS, LARGE_SLOTS, new HugePages());
        for (Poller each : more) {
            workers.add(
                    new WorkerThread(
                            workers.size() + 1,
                            new PacketSlab(SMALL_SLOTS, LARGE_SLOTS, new HugePages()),
                            slab,
                            prepared(CipherLadder.ofThisMachine(this::later)),
                            each,
                            thread));
        }
        ports = new NodePorts(poller, slab, new Opener(slab), thread, workers);
        var entropy = new SystemEntropy();
        publicKeys = publicKeys();
        router =
                new Router(
                        new RouterSetup(
                                List.of(),
                                mac("router"),
                                slab,
                                ports,
                                List.copyOf(workers),
                                Tap.NONE,
                                entropy,
                                new SplittableRandom(entropy.nextLong()),
                                PacketNumbers.counting(),
                                Instant.now(),
                                certificates,
                                prepared(CipherLadder.ofOneThread(this::later)),
                                publicKeys,
                                jobs,
                                KeyLog.NONE,
                                log));
        workers.forEach(worker -> worker.start(router, workers));
    }

    /// Measured aside, so that neither the start nor the first association waits.
    private static CipherLadder prepared(CipherLadder ladder) {
        Thread.ofPlatform().daemon().name("ciphers").start(ladder::prepare);
        return ladder;
    }

    private void later(Notice notice) {
        thread.post(() -> note(notice));
    }

    private PublicKeys publicKeys() {
        PublicKeyLadder ladder =
                PublicKeyLadder.ofThisMachine(notice -> thread.post(() -> note(notice)));
        Thread.ofPlatform().daemon().name("public-keys").start(ladder::prepare);
        return ladder;
    }

    /// Lives once, in memory, through what the node will meet. Of ordinary rank: on a busy machine the last of all would not be done with it when the
    /// first association is rekeyed.
    void rehearse() {
        Thread.ofPlatform()
                .daemon()
                .name("rehearsal")
                .start(
                        () -> {
                            var ciphers = CipherLadder.ofOneThread(_ -> {});
                            new Rehearsal(ciphers, publicKeys, new HugePages()).run();
                        });
    }

    /// Opens the ports of this node, for its router's own thread and for its workers.
    private final class Opener implements NodePorts.Opener {
        private final PacketSlab slab;

        Opener(PacketSlab slab) {
            this.slab = slab;
        }

        @Override
        public LinuxPort open(InterfaceName name, Wanted wanted) throws IOException {
            return PortOpener.open(slab, mac(name.toString()), wanted, share(0));
        }

        @Override
        public Optional<LinuxPort> join(
                LinuxPort first, InterfaceName name, Wanted wanted, WorkerThread worker)
                throws IOException {
            return PortOpener.hasQueues(wanted.choice())
                    ? Optional.of(
                            PortOpener.join(
                                    first,
                                    worker.slab(),
                                    mac(name.toString()),
                                    wanted,
                                    share(worker.number())))
                    : Optional.empty();
        }

        private Share share(int worker) {
            return new Share(worker, workers.size() + 1);
        }
    }

    /// An address of our own on an Ethernet port: the same after every restart, another one for every machine, configuration
    /// and interface; locally administered (IEEE 802 section 8.4).
    private MacAddress mac(String what) {
        String seed =
                String.join(
                        " ",
                        machine.id(),
                        machine.hostname(),
                        saved.file().toAbsolutePath().toString(),
                        what);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Bytes.utf8(seed).toArray());
            long bits = Bytes.of(digest).i64(0) >>> 16;
            return new MacAddress(bits & ~(1L << 40) | 1L << 41);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    RouterLoop thread() {
        return thread;
    }

    /// The running configuration, on the router's thread.
    RouterConfig config() {
        return router.config();
    }

    /// Puts a message among those of the router, on the router's thread.
    void note(Notice notice) {
        router.note(thread.now(), notice);
    }

    /// Asks `door` too before a configuration is taken.
    void attach(Console.Machine door) {
        doors = door;
    }

    /// A command line, on the router's thread.
    Dialogue dialogue(Visitor visitor, Terminal terminal) {
        return new Dialogue(
                Exec.session(
                        new Console(router, thread::now, saved, machine()), terminal, visitor));
    }

    /// Files that operators name without a folder lie beside the saved configuration.
    private NodeMachine machine() {
        Path folder = saved.file().toAbsolutePath().getParent();
        return new NodeMachine(
                this::prepare, ports, new OperatorFiles(folder == null ? Path.of("/") : folder));
    }

    /// All of it or none: what the doors have changed is taken back when the threads or the ports refuse.
    private Optional<String> prepare(RouterConfig after) {
        Optional<String> refusal = doors.prepare(after);
        if (refusal.isPresent()) {
            return refusal;
        }
        refusal =
                ranks.change(after.system().priority())
                        .or(() -> ports.change(PortPlan.of(after, PortOpener.free()), router));
        return refusal.map(
                why -> {
                    ranks.change(router.config().system().priority());
                    return why + doors.prepare(router.config()).map(more -> "; " + more).orElse("");
                });
    }

    /// Takes ports that have come since, as under containerlab, which cables a container that runs already, and lets go of
    /// those whose device is gone.
    private void revisit() {
        if (ports.isIncomplete(router.config())) {
            ports.revisit(PortPlan.of(router.config(), PortOpener.free()), router);
        }
    }

    /// What a node is configured with, as the disk holds it.
    record Saved(RouterConfig config, NodeCertificates certificates) {}

    /// Reads the saved configuration and the certificates. From any thread, because the router must not stand still while a long
    /// file is read.
    Saved read() throws Refusal {
        RouterConfig config = load(saved);
        return new Saved(config, certificates(pki, config));
    }

    /// Takes configuration and certificates, all of it or none.
    ///
    /// @return a sentence that says why not; then everything is as before
    Optional<String> take(Saved fresh) {
        Optional<String> refusal = router.refusal(fresh.config()).or(() -> prepare(fresh.config()));
        if (refusal.isEmpty()) {
            certificates.replace(fresh.certificates());
            router.configure(thread.now(), fresh.config());
        }
        return refusal;
    }

    /// Gives the threads that carry packets their rank; on the thread that runs the router.
    ///
    /// @return a sentence that says why not; then everything is as before
    Optional<String> rank() {
        return ranks.change(config().system().priority());
    }

    /// Runs until [RouterLoop#stop], then says goodbye to the peers.
    void run() throws IOException {
        thread.run(router, ports, this::revisit);
        router.shutDown(thread.now());
    }

    @Override
    public void close() {
        jobs.close();
        ports.close();
        workers.forEach(WorkerThread::close);
        thread.gathering().close();
        poller.close();
    }
}
