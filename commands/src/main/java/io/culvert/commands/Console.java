package io.culvert.commands;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Secret;
import io.culvert.cli.ConfigPort;
import io.culvert.cli.Enabling;
import io.culvert.cli.Visitor;
import io.culvert.commands.config.Warnings;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.TracerouteRequest;
import io.culvert.router.Probe;
import io.culvert.router.Router;
import io.culvert.router.RouterView;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.Credential;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What the commands of one router work on: the router, its time, and the place where a configuration is saved.
public final class Console implements ConfigPort<RouterConfig> {
    /// Where `write memory` writes.
    public interface Nonvolatile {
        /// The saved configuration, as text; empty if there is none.
        Optional<String> startup();

        /// Why there is a saved configuration that cannot be read.
        default Optional<String> fault() {
            return Optional.empty();
        }

        /// Saves a configuration, all of it or none.
        ///
        /// @return a sentence that says why not
        Optional<String> save(String text);
    }

    /// The machine that the router runs on.
    public interface Machine {
        /// Makes ready what a configuration wants of the machine, all of it or none.
        ///
        /// @return a sentence that says why not
        Optional<String> prepare(RouterConfig after);

        /// What the machine knows about the port of a physical interface.
        default Optional<PortReport> port(InterfaceName name) {
            return Optional.empty();
        }

        /// Writes a new file, all of it or none. What is there already is never overwritten unseen.
        ///
        /// @return a sentence that says why not
        default Optional<String> write(OperatorFile file) {
            return Optional.of("This router has no place for files");
        }

        /// A machine whose ports somebody else plugs in.
        Machine FIXED = _ -> Optional.empty();
    }

    private final Router router;
    private final Supplier<Instant> clock;
    private final Nonvolatile memory;
    private final Machine machine;

    /// @param clock router time
    public Console(Router router, Supplier<Instant> clock, Nonvolatile memory, Machine machine) {
        this.router = router;
        this.clock = clock;
        this.memory = memory;
        this.machine = machine;
    }

    public RouterView view() {
        return router.view();
    }

    public Instant now() {
        return clock.get();
    }

    public Nonvolatile memory() {
        return memory;
    }

    public Machine machine() {
        return machine;
    }

    public Probe ping(PingRequest request) {
        return router.ping(now(), request);
    }

    public Probe traceroute(TracerouteRequest request) {
        return router.traceroute(now(), request);
    }

    /// Orders to the router beyond configuration: the `clear` commands.
    public Router router() {
        return router;
    }

    @Override
    public RouterConfig config() {
        return router.config();
    }

    @Override
    public Optional<String> commit(RouterConfig after) {
        Optional<String> refusal =
                router.refusal(after).or(() -> machine.prepare(after).map(why -> "% " + why));
        if (refusal.isEmpty()) {
            router.configure(now(), after);
        }
        return refusal;
    }

    @Override
    public List<String> afterthoughts(RouterConfig before, RouterConfig after) {
        CipherLibrary library = after.ipsec().library();
        Stream<String> missing =
                library == before.ipsec().library()
                        ? Stream.empty()
                        : view().missing(library).stream();
        return Stream.concat(Warnings.arisen(before, after).stream(), missing).toList();
    }

    /// Whoever sits at the machine may rise where no secret is configured; whoever comes from elsewhere may not.
    @Override
    public Enabling enabling(Visitor visitor, int level) {
        Optional<Credential> credential = config().management().enable(level).inForce();
        if (credential.isPresent()) {
            return new Enabling.Asked(
                    text -> credential.get().matches(Secret.of(Bytes.utf8(text))));
        }
        return visitor.line().startsWith("vty")
                ? new Enabling.Never("% No password set")
                : new Enabling.Free();
    }

    @Override
    public String hostname() {
        return config().system().hostname();
    }
}
