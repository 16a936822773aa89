/// The ladder of IKE's public-key work on a Linux host: Amazon Corretto Crypto Provider for signatures, certificate paths and the
/// NIST curves ([Corretto]), the libcrypto of OpenSSL 3 for Curve25519, Curve448 and the groups of integers ([LibCryptoArithmetic]),
/// and the JDK for what they lack ([PublicKeyLadder]). The order is known and not measured: each library is faster than the
/// JDK at all that it has, on every processor that was tried (`docs/performance.md`).
///
/// Invariants: a library that is absent is no error; one that gives a wrong answer to what is known ([KnownAnswers]) is not used.
/// Private values lie in native memory for one call alone, and are wiped. All of it may be called by several threads at once.
@NullMarked
package io.culvert.linux.publickey;

import org.jspecify.annotations.NullMarked;
