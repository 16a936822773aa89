package io.culvert.mgmt.ssh;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.mgmt.RouterThread;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;

/// One router as SSH reaches it. Everything but [#thread] is called on the router's thread.
public interface SshHost {
    RouterThread thread();

    /// The running configuration; empty while the router has no power.
    Optional<RouterConfig> config();

    /// A fresh command line; empty while the router has no power.
    Optional<Dialogue> open(Visitor visitor, Terminal terminal);

    /// Whether the router that this command line was opened on still runs.
    boolean isAlive(Dialogue dialogue);
}
