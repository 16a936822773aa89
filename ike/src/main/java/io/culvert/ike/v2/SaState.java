package io.culvert.ike.v2;

/// The states of an IKE SA.
/// ```
///   INVITING --secret--> PROVING --+
///                                  +--both proved--> ESTABLISHED --Delete of either side--> CLOSING --answered--+
///   RESPONDING --------------------+                   ^     |  |                                               |
///                                                      |     |  +--silence of the peer--------------------------+--> CLOSED
///   SPARE --takes over---------------------------------+     +--a SPARE takes over--> REPLACED --deleted--------+
///     +--the other one of two takes over----------------------------------------------^
/// ```
/// A handshake that fails is CLOSED, or CLOSING where the peer is still to hear of it. A SPARE, REPLACED or CLOSING one that hears
/// nothing more is closed by a deadline.
sealed interface SaState {
    /// We began it: IKE_SA_INIT, RFC 7296 section 1.2.
    record Inviting(InitiatorInit init) implements SaState {}

    /// We began it: IKE_AUTH.
    record Proving(InitiatorAuth auth) implements SaState {}

    /// The peer began it.
    record Responding(ResponderHandshake handshake) implements SaState {}

    record Established() implements SaState {}

    /// Made by rekeying and not in charge yet: while both ends rekey at once, one of two such SAs is taken away again (RFC 7296
    /// section 2.8.2).
    record Spare() implements SaState {}

    /// Its successor has all that it had; one side is to delete it.
    record Replaced() implements SaState {}

    /// Deleted, or about to be: it answers, and asks nothing new.
    record Closing() implements SaState {}

    record Closed() implements SaState {}
}
