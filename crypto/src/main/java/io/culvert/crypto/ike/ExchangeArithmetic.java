package io.culvert.crypto.ike;

import java.util.List;

/// The computation of a key exchange on a Montgomery curve or in a prime field, without the checks of what a peer sent.
public interface ExchangeArithmetic {
    ExchangeArithmetic JDK = new JdkArithmetic();

    /// For `show crypto engine`.
    String name();

    boolean has(KeyExchangeMethod method);

    /// X25519 or X448, RFC 7748 section 5: a scalar and a coordinate, little-endian. Zeros for a point of small order.
    byte[] multiply(KeyExchangeMethod method, byte[] scalar, byte[] u);

    /// The products of one scalar with several coordinates, in their order; cheaper than one by one where a library makes more of a
    /// scalar than a number.
    List<byte[]> multiply(KeyExchangeMethod method, byte[] scalar, List<byte[]> all);

    /// The base to the power of the exponent modulo the prime of the group, big-endian, as long as the prime.
    byte[] power(KeyExchangeMethod method, byte[] base, byte[] exponent);
}
