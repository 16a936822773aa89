package io.culvert.ike.v2.config;

/// What becomes of Child SAs of single workers (RFC 9611).
public enum PerResource {
    /// We ask for none, and the peer gets those that it asks for.
    GRANTED,
    /// Besides the Child SA that serves all workers, each of ours is to have one of its own.
    WANTED,
    /// There are none, whoever asks.
    REFUSED
}
