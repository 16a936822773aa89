package io.culvert.wire.bgp;

import java.util.List;
import java.util.Optional;

/// The ORIGIN attribute, RFC 4271 section 5.1.1; the declaration order is the order of preference.
public enum Origin {
    IGP(0, 'i'),
    EGP(1, 'e'),
    INCOMPLETE(2, '?');

    private static final List<Origin> ALL = List.of(values());

    private final int code;
    private final char letter;

    Origin(int code, char letter) {
        this.code = code;
        this.letter = letter;
    }

    public int code() {
        return code;
    }

    /// Empty for a code that the RFC does not give.
    static Optional<Origin> of(int code) {
        for (Origin origin : ALL) {
            if (origin.code == code) {
                return Optional.of(origin);
            }
        }
        return Optional.empty();
    }

    /// The letter at the end of a path in tables.
    public char letter() {
        return letter;
    }
}
