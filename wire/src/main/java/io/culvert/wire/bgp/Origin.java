package io.culvert.wire.bgp;

/// The ORIGIN attribute, RFC 4271 section 5.1.1; the declaration order is the order of preference.
public enum Origin {
    IGP('i'),
    EGP('e'),
    INCOMPLETE('?');

    private final char letter;

    Origin(char letter) {
        this.letter = letter;
    }

    /// The letter at the end of a path in tables.
    public char letter() {
        return letter;
    }
}
