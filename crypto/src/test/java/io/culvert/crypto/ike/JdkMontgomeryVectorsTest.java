package io.culvert.crypto.ike;

/// X25519 and X448 by the JDK.
class JdkMontgomeryVectorsTest extends MontgomeryVectorsContract {
    @Override
    protected ExchangeArithmetic arithmetic() {
        return ExchangeArithmetic.JDK;
    }
}
