package io.culvert.crypto.ike;

/// One rung of the ladder of public-key work.
///
/// @param about the version, or why the library is not in use
public record PublicKeyRung(PublicKeyLibrary library, boolean isThere, String about) {}
