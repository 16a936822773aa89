package io.culvert.engine;

/// Something an operator should read: printed in one place as `%FACILITY-SEVERITY-MNEMONIC: text`.
///
/// @param severity RFC 5424 section 6.2.1, from 0 (emergency) to 7 (debug)
/// @param mnemonic stable identifier of the kind of message, upper case
public record Notice(String facility, int severity, String mnemonic, String text) {
    public Notice {
        if (severity < 0 || severity > 7) {
            throw new IllegalArgumentException("severity " + severity);
        }
    }

    @Override
    public String toString() {
        return "%" + facility + "-" + severity + "-" + mnemonic + ": " + text;
    }
}
