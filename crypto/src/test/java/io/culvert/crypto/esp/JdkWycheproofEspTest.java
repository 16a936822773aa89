package io.culvert.crypto.esp;

/// The vectors of Wycheproof on the rung of the JDK.
class JdkWycheproofEspTest extends WycheproofEspContract {
    @Override
    protected EspCiphers ciphers() {
        return new JdkEspCiphers();
    }
}
