package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.testkit.Tally;
import java.util.List;

/// Published cases on a rung of the ladder, which knows packets alone. A case whose associated data are a header of ESP is opened as it
/// stands. Any other is carried over: the raw cipher of the JDK must come to what the case says, and says what tag the same key, nonce
/// and text have over a header of ESP; the bits in which the tag of an invalid case is wrong are wrong in that tag, too.
final class EspVectors {
    private static final Bytes SPI = Bytes.hex("11223344");

    private final String what;
    private final EspCiphers ciphers;
    private final Tally tally = new Tally();

    /// @param what the file that the cases are from
    EspVectors(String what, EspCiphers ciphers) {
        this.what = what;
        this.ciphers = ciphers;
    }

    void tell() {
        tally.tell(what, ciphers.name());
    }

    /// No packet can say it: the length, the size of the nonce, key or tag, or a fault beyond the octets of the tag that are sent.
    void notOfEsp() {
        tally.leftOut("not of ESP");
    }

    private boolean isOfTheRung(EspSuite suite) {
        boolean isThere = ciphers.supports(suite);
        if (!isThere) {
            tally.leftOut("not of the rung");
        }
        return isThere;
    }

    private static List<EspSuite> suites(Encryption.Mode mode, int keyOctets) {
        return EspSuite.all().stream()
                .filter(suite -> suite.encryption().mode() == mode)
                .filter(suite -> suite.encryption().keyOctets() == keyOctets)
                .toList();
    }

    /// Whether so many octets are a text with its trailer.
    private static boolean isText(EspSuite suite, int clear) {
        return clear > 0 && clear % suite.alignment() == 0;
    }

    // --- combined-mode ciphers ---

    /// Under each suite whose tag is no longer than that of the case: a shorter one is its beginning.
    void aead(AeadVector vector) {
        List<EspSuite> suites = suites(vector.mode(), vector.key().size());
        if (suites.isEmpty()) {
            notOfEsp();
        }
        suites.forEach(suite -> aead(suite, vector));
    }

    private void aead(EspSuite suite, AeadVector vector) {
        int icv = suite.icvOctets();
        boolean isGmac = vector.mode() == Encryption.Mode.GMAC;
        int clear = isGmac ? vector.covered().size() : vector.sealed().size();
        if (!vector.hasNonceOfEsp()
                || vector.tag().size() < icv
                || !isText(suite, clear)
                || !vector.isValid() && vector.fault(icv).equals(Bytes.zero(icv))) {
            notOfEsp();
        } else if (isOfTheRung(suite)) {
            var keys =
                    new EspKeys(
                            Secret.of(vector.key()),
                            Secret.of(vector.nonce().slice(0, 4)),
                            Secret.of(Bytes.EMPTY));
            if (!isGmac && (vector.covered().size() == 8 || vector.covered().size() == 12)) {
                asItStands(suite, keys, vector);
            }
            carried(suite, keys, vector, false);
            carried(suite, keys, vector, true);
        }
    }

    private void asItStands(EspSuite suite, EspKeys keys, AeadVector vector) {
        Bytes header = vector.covered();
        boolean isExtended = header.size() == 12;
        Bytes packet =
                Bytes.concat(
                        header.slice(0, 4),
                        header.slice(header.size() - 4),
                        vector.nonce().slice(4),
                        vector.sealed(),
                        vector.tag().slice(0, suite.icvOctets()));
        long sequence = isExtended ? header.i64(4) : Integer.toUnsignedLong(header.i32(4));
        new VectorPacket(
                        vector.name(),
                        suite,
                        keys,
                        isExtended,
                        sequence,
                        packet,
                        vector.clear(),
                        vector.isValid())
                .open(ciphers, tally);
    }

    private void carried(EspSuite suite, EspKeys keys, AeadVector vector, boolean isExtended) {
        Bytes iv = vector.nonce().slice(4);
        long sequence = iv.i64(0);
        Bytes sent = SPI.plus(iv.slice(4));
        Bytes header = isExtended ? SPI.plus(iv) : sent;
        boolean isGmac = vector.mode() == Encryption.Mode.GMAC;
        Bytes text = vector.clear();
        Bytes clear = isGmac ? vector.covered() : text;
        Bytes right =
                RawCiphers.tag(
                        vector.mode(),
                        vector.key(),
                        vector.nonce(),
                        isGmac ? Bytes.concat(header, iv, clear) : header,
                        text,
                        suite.icvOctets());
        Bytes body = Bytes.concat(sent, iv, isGmac ? clear : vector.sealed());
        Bytes tag = RawCiphers.xor(right, vector.fault(suite.icvOctets()));
        var packet =
                new VectorPacket(
                        vector.name(),
                        suite,
                        keys,
                        isExtended,
                        sequence,
                        body.plus(tag),
                        clear,
                        vector.isValid());
        packet.open(ciphers, tally);
        packet.seal(ciphers, tally);
    }

    // --- AES-CBC ---

    /// Under each suite, whose integrity algorithm covers it rightly.
    void cbc(String name, Bytes key, Bytes iv, Bytes clear, Bytes sealed, boolean isValid) {
        for (EspSuite suite : suites(Encryption.Mode.CBC, key.size())) {
            if (!isOfTheRung(suite)) {
                continue;
            }
            Bytes integrityKey = Bytes.zero(suite.integrity().keyOctets());
            var keys = new EspKeys(Secret.of(key), Secret.of(Bytes.EMPTY), Secret.of(integrityKey));
            Bytes body = Bytes.concat(SPI, Bytes.hex("00000005"), iv, sealed);
            Bytes packet =
                    body.plus(
                            RawCiphers.mac(
                                    suite.integrity(), integrityKey, body, suite.icvOctets()));
            new VectorPacket(name, suite, keys, false, 5, packet, clear, isValid)
                    .open(ciphers, tally);
        }
    }

    // --- HMAC ---

    void hmac(
            Integrity integrity,
            String name,
            Bytes key,
            Bytes message,
            Bytes tag,
            boolean isValid) {
        int icv = integrity.icvOctets();
        if (key.size() > integrity.keyOctets() || tag.size() < icv) {
            notOfEsp();
            return;
        }
        boolean isRight = RawCiphers.mac(integrity, key, message, icv).equals(tag.slice(0, icv));
        assertThat(isRight || !isValid).as(name).isTrue();
        var suite = new EspSuite(Encryption.NULL, integrity);
        if (isRight && !isValid) {
            notOfEsp();
        } else if (isOfTheRung(suite)) {
            // A key with zeros behind it is the same key (RFC 2104 section 2).
            Bytes padded = key.plus(Bytes.zero(integrity.keyOctets() - key.size()));
            for (boolean isExtended : new boolean[] {false, true}) {
                hmac(suite, name, padded, message, tag.slice(0, icv), isValid, isExtended);
            }
        }
    }

    /// The message is a packet, which ends with the high half of the sequence number if that is extended (RFC 4303 section 2.2.1).
    private void hmac(
            EspSuite suite,
            String name,
            Bytes key,
            Bytes message,
            Bytes icv,
            boolean isValid,
            boolean isExtended) {
        int end = message.size() - (isExtended ? 4 : 0);
        if (!isText(suite, end - EspSuite.HEADER_OCTETS)) {
            notOfEsp();
            return;
        }
        long high = isExtended ? Integer.toUnsignedLong(message.i32(end)) : 0;
        var packet =
                new VectorPacket(
                        name,
                        suite,
                        new EspKeys(Secret.of(Bytes.EMPTY), Secret.of(Bytes.EMPTY), Secret.of(key)),
                        isExtended,
                        high << 32 | Integer.toUnsignedLong(message.i32(4)),
                        message.slice(0, end).plus(icv),
                        message.slice(EspSuite.HEADER_OCTETS, end),
                        isValid);
        packet.open(ciphers, tally);
        packet.seal(ciphers, tally);
    }
}
