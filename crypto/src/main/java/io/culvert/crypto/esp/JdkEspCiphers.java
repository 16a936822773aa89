package io.culvert.crypto.esp;

import io.culvert.base.Invariant;
import io.culvert.crypto.Encryption;
import io.culvert.engine.Entropy;

/// The rung that stands everywhere: the ciphers of the JDK. They are faster over heap arrays than over direct buffers, so
/// each packet is copied into scratch and back; nothing else is allocated for a packet than what the ciphers take.
public final class JdkEspCiphers implements EspCiphers {
    @Override
    public String name() {
        return "JDK";
    }

    /// All but GCM with the tag of 8 octets, which the JDK refuses.
    @Override
    public boolean supports(EspSuite suite) {
        Encryption encryption = suite.encryption();
        return encryption.mode() != Encryption.Mode.GCM || encryption.tagOctets() >= 12;
    }

    @Override
    public EspSealer sealer(
            EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        return switch (suite.encryption().mode()) {
            case GCM, CHACHA20 -> new JdkAead(suite, keys, extendedSequence);
            case GMAC -> new JdkGmac(suite, keys, extendedSequence);
            case CBC -> new JdkCbcMac(suite, keys, extendedSequence, entropy.bytes(IV_KEY_OCTETS));
            case NULL -> new JdkNullMac(suite, keys, extendedSequence);
        };
    }

    @Override
    public EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        return switch (suite.encryption().mode()) {
            case GCM, CHACHA20 -> new JdkAead(suite, keys, extendedSequence);
            case GMAC -> new JdkGmac(suite, keys, extendedSequence);
            case CBC -> JdkCbcMac.opener(suite, keys, extendedSequence);
            case NULL -> new JdkNullMac(suite, keys, extendedSequence);
        };
    }
}
