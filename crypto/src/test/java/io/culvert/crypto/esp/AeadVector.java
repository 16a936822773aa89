package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.crypto.Encryption;
import io.culvert.testkit.NistVectors;
import io.culvert.testkit.Wycheproof;
import java.util.Optional;

/// A published case of a combined-mode cipher.
///
/// @param covered what the tag covers without its being encrypted
/// @param sealed the ciphertext; the case may say no text
/// @param tag may have fewer octets than the whole tag
record AeadVector(
        String name,
        Encryption.Mode mode,
        Bytes key,
        Bytes nonce,
        Bytes covered,
        Bytes sealed,
        Bytes tag,
        boolean isValid,
        Optional<Bytes> text) {
    static AeadVector of(Wycheproof.Case given, Encryption.Mode mode) {
        boolean isGmac = mode == Encryption.Mode.GMAC;
        return new AeadVector(
                given.toString(),
                mode,
                given.octets("key"),
                given.octets("iv"),
                given.octets(isGmac ? "msg" : "aad"),
                given.octets("ct"),
                given.octets("tag"),
                given.isValid(),
                given.isValid() && !isGmac ? Optional.of(given.octets("msg")) : Optional.empty());
    }

    static AeadVector of(NistVectors.Case given) {
        return new AeadVector(
                given.toString(),
                Encryption.Mode.GCM,
                given.octets("Key"),
                given.octets("IV"),
                given.octets("AAD"),
                given.octets("CT"),
                given.octets("Tag"),
                !given.has("FAIL"),
                given.has("PT") ? Optional.of(given.octets("PT")) : Optional.empty());
    }

    /// Whether it uses the cipher as ESP does.
    boolean hasNonceOfEsp() {
        return nonce.size() == 12;
    }

    /// The text, which stands in the case as the raw cipher has it.
    Bytes clear() {
        Bytes clear = RawCiphers.text(mode, key, nonce, sealed);
        text.ifPresent(given -> assertThat(clear).as(name).isEqualTo(given));
        return clear;
    }

    /// In which bits the first octets of its tag are wrong: none in a valid case.
    Bytes fault(int size) {
        Bytes fault =
                RawCiphers.xor(
                        tag.slice(0, size),
                        RawCiphers.tag(mode, key, nonce, covered, clear(), size));
        assertThat(fault.equals(Bytes.zero(size)) || !isValid).as(name).isTrue();
        return fault;
    }
}
