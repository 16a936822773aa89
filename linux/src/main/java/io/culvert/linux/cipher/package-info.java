/// The native rungs of the ladder of ESP ciphers (RFC 4303): Intel's multi-buffer library for IPsec ([MultiBufferCiphers]) and
/// the libcrypto of OpenSSL 3 ([OpenSslCiphers]), and the ladder itself ([CipherLadder]), which tries what loads and takes the
/// fastest for each suite.
///
/// Invariants: a cipher works on the packet where it lies, in native memory alone, and is handed only what lies within the slab.
/// Calls for a packet are critical downcalls and allocate nothing; calls that may wait (loading, expanding keys) are plain. Keys
/// lie in memory of their own SA ([SaMemory]), which is wiped before it is given back. Tags are compared in constant time, and a
/// packet whose tag is wrong stands as it came. A library that is absent is no error; one that gives a wrong answer to what the
/// JDK knows ([KnownAnswers]) is not used.
@NullMarked
package io.culvert.linux.cipher;

import org.jspecify.annotations.NullMarked;
