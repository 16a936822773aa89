package io.culvert.mgmt.syslog;

import io.culvert.engine.Notice;
import java.time.Instant;

/// A notice as it leaves the router.
///
/// @param at wall-clock time
/// @param hostname of the router
public record LogRecord(Instant at, String hostname, Notice notice) {
    /// What kind of message it is, the same in every version: `BGP-5-ADJCHANGE`.
    public String messageId() {
        return notice.facility() + "-" + notice.severity() + "-" + notice.mnemonic();
    }
}
