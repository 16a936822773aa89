package io.culvert.router.config;

/// Whether the threads that carry packets come before all others of the machine.
public enum PacketPriority {
    /// Where the machine lets them, and has a processor left for the others.
    AUTOMATIC,
    /// They must; a machine that does not let them refuses the configuration.
    REALTIME,
    ORDINARY
}
