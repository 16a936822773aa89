package io.culvert.crypto.esp;

/// A library that may stand on the ladder, for displays.
///
/// @param isThere whether it was found and works
/// @param about its version and which instructions it uses, or why it is not there
public record CipherRung(CipherLibrary library, boolean isThere, String about) {}
