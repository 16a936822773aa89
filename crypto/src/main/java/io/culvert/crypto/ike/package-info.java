/// What IKEv2 needs of cryptography: pseudorandom functions and the key schedule (RFC 7296 sections 2.13 to 2.18), key
/// exchange (RFC 3526, RFC 5903, RFC 8031, with the tests of RFC 6989) and the protection of the Encrypted payload (RFC 7296
/// section 3.14, RFC 5282, RFC 7634 section 3).
///
/// Absent: 3DES, AES-CTR, AES-CCM, XCBC and CMAC, brainpool curves, ML-KEM.
@NullMarked
package io.culvert.crypto.ike;

import org.jspecify.annotations.NullMarked;
