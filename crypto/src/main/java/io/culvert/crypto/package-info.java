/// Algorithms by their IANA numbers (Internet Key Exchange Version 2 parameters), shared by IKE and ESP, over the providers
/// of the JDK. [io.culvert.crypto.ike] makes keys and protects IKE messages, [io.culvert.crypto.esp] protects packets.
///
/// Chance comes as `Entropy` alone: the same entropy gives the same keys, values and octets. [EntropyRandom] is the one class
/// of the deterministic modules that extends `SecureRandom`, because the JDK takes chance in no other shape. A peer's octets
/// give an outcome, never an exception. Tags and key material are compared in constant time.
@NullMarked
package io.culvert.crypto;

import org.jspecify.annotations.NullMarked;
