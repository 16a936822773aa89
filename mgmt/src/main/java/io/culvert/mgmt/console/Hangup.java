package io.culvert.mgmt.console;

import org.jline.utils.Signals;

/// SIGHUP, by which a service manager asks for a reload.
public final class Hangup {
    private Hangup() {}

    /// Runs this at every SIGHUP, on a thread of the machine's, instead of ending the program.
    public static void then(Runnable reload) {
        Signals.register("HUP", reload);
    }
}
