package io.culvert.wire.bgp;

/// What a fault of an UPDATE asks for, RFC 7606 section 2; the later, the stronger, and the strongest wins.
public enum Reaction {
    /// Nothing is wrong.
    NONE,
    /// The attribute is dropped and the rest used.
    DISCARD_ATTRIBUTE,
    /// Every route of the UPDATE is taken as withdrawn.
    TREAT_AS_WITHDRAW,
    /// The family is ignored for the rest of the session, RFC 4760 section 7.
    DISABLE_FAMILY,
    /// The session ends.
    RESET_SESSION
}
