package io.culvert.mgmt.ssh;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.engine.Notice;
import io.culvert.mgmt.RouterThread;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One router as SSH reaches it. Everything but [#thread] is called on the router's thread, and so is what it hands out.
public interface SshHost {
    /// @param isAlive whether the router that the command line was opened on still runs
    record Opened(Dialogue dialogue, BooleanSupplier isAlive) {}

    RouterThread thread();

    /// The running configuration; empty while the router has no power.
    Optional<RouterConfig> config();

    /// A fresh command line; empty while the router has no power.
    Optional<Opened> open(Visitor visitor, Terminal terminal);

    /// Puts a message among those of the router.
    void notice(Notice notice);
}
