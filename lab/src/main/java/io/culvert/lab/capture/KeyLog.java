package io.culvert.lab.capture;

import io.culvert.base.IpAddress;
import io.culvert.base.Secret;

/// Is told every key that a router of the lab takes into use, so that captures can be opened.
public interface KeyLog {
    KeyLog NONE =
            new KeyLog() {
                @Override
                public void ikeSa(IkeKeys keys) {}

                @Override
                public void espSa(EspKeys keys) {}
            };

    /// The keys of an IKEv2 SA, RFC 7296 section 2.14.
    ///
    /// @param encryption number of the IANA registry of IKEv2 transform type 1
    /// @param keyBits of the encryption algorithm, 0 where it has one length alone
    /// @param integrity number of transform type 3; 0 for a combined-mode cipher
    /// @param skEi with the salt of a combined-mode cipher at its end
    record IkeKeys(
            long initiatorSpi,
            long responderSpi,
            int encryption,
            int keyBits,
            int integrity,
            Secret skEi,
            Secret skEr,
            Secret skAi,
            Secret skAr) {}

    /// One direction of an ESP SA.
    ///
    /// @param source outer address of the sender
    /// @param encryption number of the IANA registry of IKEv2 transform type 1
    /// @param encryptionKey with the salt of a combined-mode cipher at its end
    /// @param integrity number of transform type 3; 0 for a combined-mode cipher
    record EspKeys(
            IpAddress source,
            IpAddress destination,
            int spi,
            int encryption,
            Secret encryptionKey,
            int integrity,
            Secret integrityKey,
            boolean extendedSequenceNumbers) {}

    void ikeSa(IkeKeys keys);

    void espSa(EspKeys keys);
}
