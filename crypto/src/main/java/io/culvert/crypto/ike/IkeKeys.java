package io.culvert.crypto.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Secret;

/// The keys of an IKE SA, RFC 7296 section 2.14. With a combined-mode cipher the integrity keys have no octets and the
/// encryption keys end with the salt (RFC 5282 section 7.1).
///
/// @param d for the keys of children and of the next IKE SA
/// @param ai integrity, initiator to responder
/// @param ar integrity, responder to initiator
/// @param ei encryption, initiator to responder
/// @param er encryption, responder to initiator
/// @param pi for the initiator's AUTH
/// @param pr for the responder's AUTH
public record IkeKeys(Secret d, Secret ai, Secret ar, Secret ei, Secret er, Secret pi, Secret pr) {
    /// SKEYSEED of the first exchange: prf(Ni | Nr, g^ir).
    public static Secret skeyseed(Prf prf, Bytes ni, Bytes nr, Secret shared) {
        return derive(prf, Secret.of(ni.plus(nr)), shared, Bytes.EMPTY);
    }

    /// SKEYSEED of a rekeyed IKE SA, RFC 7296 section 2.18: prf(SK_d (old), g^ir (new) | Ni | Nr). The function is the one that
    /// the old SA agreed on.
    public static Secret rekeySkeyseed(Prf oldPrf, Secret oldD, Secret shared, Bytes ni, Bytes nr) {
        return derive(oldPrf, oldD, shared, ni.plus(nr));
    }

    private static Secret derive(Prf prf, Secret key, Secret shared, Bytes rest) {
        return prf.derive(key, clear(shared), rest);
    }

    /// A shared secret as data to a function; the copy lives until it is collected.
    private static Bytes clear(Secret secret) {
        return Bytes.of(secret.toArray());
    }

    /// All keys of the SA: prf+(SKEYSEED, Ni | Nr | SPIi | SPIr), cut in the order d, ai, ar, ei, er, pi, pr.
    public static IkeKeys derive(
            IkeSuite suite, Secret skeyseed, Bytes ni, Bytes nr, long spiI, long spiR) {
        int prf = suite.prf().octets();
        int integrity = suite.integrity().keyOctets();
        int encryption = suite.encryptionKeyOctets();
        Bytes seed = new ByteWriter().bytes(ni).bytes(nr).i64(spiI).i64(spiR).toBytes();
        Secret stream = suite.prf().plus(skeyseed, seed, 3 * prf + 2 * integrity + 2 * encryption);
        int ai = prf;
        int ei = ai + 2 * integrity;
        int pi = ei + 2 * encryption;
        var keys =
                new IkeKeys(
                        stream.slice(0, ai),
                        stream.slice(ai, ai + integrity),
                        stream.slice(ai + integrity, ei),
                        stream.slice(ei, ei + encryption),
                        stream.slice(ei + encryption, pi),
                        stream.slice(pi, pi + prf),
                        stream.slice(pi + prf, pi + 2 * prf));
        stream.wipe();
        return keys;
    }

    /// KEYMAT of a child without an exchange of its own, RFC 7296 section 2.17: prf+(SK_d, Ni | Nr).
    public static Secret childKeys(Prf prf, Secret d, Bytes ni, Bytes nr, int length) {
        return prf.plus(d, ni.plus(nr), length);
    }

    /// KEYMAT of a child with perfect forward secrecy: prf+(SK_d, g^ir (new) | Ni | Nr).
    public static Secret childKeys(
            Prf prf, Secret d, Secret shared, Bytes ni, Bytes nr, int length) {
        return prf.plus(d, Bytes.concat(clear(shared), ni, nr), length);
    }

    /// The octets that AUTH covers, RFC 7296 section 2.15: our first message as sent, the peer's nonce, and
    /// prf(SK_p, identity).
    ///
    /// @param message from the IKE header on, without the marker of port 4500
    /// @param p SK_pi for what the initiator signs, SK_pr for what the responder signs
    /// @param identity the body of the Identification payload, without its generic header
    public static Bytes signedOctets(
            Prf prf, Bytes message, Bytes peerNonce, Secret p, Bytes identity) {
        return Bytes.concat(message, peerNonce, prf.apply(p, identity));
    }

    /// AUTH with a shared key, RFC 7296 section 2.15: prf(prf(shared key, "Key Pad for IKEv2"), signed octets).
    public static Bytes sharedKeyAuth(Prf prf, Secret sharedKey, Bytes signedOctets) {
        return prf.apply(prf.derive(sharedKey, KEY_PAD), signedOctets);
    }

    private static final Bytes KEY_PAD = Bytes.ascii("Key Pad for IKEv2");

    public void wipe() {
        d.wipe();
        ai.wipe();
        ar.wipe();
        ei.wipe();
        er.wipe();
        pi.wipe();
        pr.wipe();
    }
}
