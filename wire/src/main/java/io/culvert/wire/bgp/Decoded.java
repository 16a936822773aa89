package io.culvert.wire.bgp;

/// What came of reading one message.
public sealed interface Decoded {
    record Message(BgpMessage message) implements Decoded {}

    /// An UPDATE with what RFC 7606 says about its faults; there may be none.
    record Routes(ParsedUpdate update) implements Decoded {}

    /// The session cannot go on.
    ///
    /// @param what a name for the counter
    record Refused(String what, Notification notification) implements Decoded {}
}
