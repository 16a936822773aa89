package io.culvert.commands.config;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;

/// The words for algorithms.
final class Transforms {
    static final Arg<Encryption> IKE_CIPHER =
            Args.choice(
                    Args.option("aes-cbc-128", Encryption.AES_CBC_128, "AES-CBC-128"),
                    Args.option("aes-cbc-192", Encryption.AES_CBC_192, "AES-CBC-192"),
                    Args.option("aes-cbc-256", Encryption.AES_CBC_256, "AES-CBC-256"),
                    Args.option(
                            "aes-gcm-128",
                            Encryption.AES_GCM_16_128,
                            "Combined-mode,128 bit key,16 byte ICV(Authentication Tag)"),
                    Args.option(
                            "aes-gcm-192",
                            Encryption.AES_GCM_16_192,
                            "Combined-mode,192 bit key,16 byte ICV(Authentication Tag)"),
                    Args.option(
                            "aes-gcm-256",
                            Encryption.AES_GCM_16_256,
                            "Combined-mode,256 bit key,16 byte ICV(Authentication Tag)"),
                    Args.option("chacha20-poly1305", Encryption.CHACHA20_POLY1305, "RFC 7634"));
    static final Arg<Integrity> IKE_INTEGRITY =
            Args.choice(
                    Args.option("sha1", Integrity.HMAC_SHA1_96, "Secure Hash Standard"),
                    Args.option(
                            "sha256",
                            Integrity.HMAC_SHA2_256_128,
                            "Secure Hash Standard 2 (256 bit)"),
                    Args.option(
                            "sha384",
                            Integrity.HMAC_SHA2_384_192,
                            "Secure Hash Standard 2 (384 bit)"),
                    Args.option(
                            "sha512",
                            Integrity.HMAC_SHA2_512_256,
                            "Secure Hash Standard 2 (512 bit)"));
    static final Arg<Prf> IKE_PRF =
            Args.choice(
                    Args.option("sha1", Prf.HMAC_SHA1, "Secure Hash Standard"),
                    Args.option("sha256", Prf.HMAC_SHA2_256, "Secure Hash Standard 2 (256 bit)"),
                    Args.option("sha384", Prf.HMAC_SHA2_384, "Secure Hash Standard 2 (384 bit)"),
                    Args.option("sha512", Prf.HMAC_SHA2_512, "Secure Hash Standard 2 (512 bit)"));

    /// Groups below 14 are for old peers and not offered here (D4).
    static final Arg<KeyExchangeMethod> GROUP =
            Args.choice(
                    Args.option("14", KeyExchangeMethod.MODP_2048, "DH 2048 MODP"),
                    Args.option("15", KeyExchangeMethod.MODP_3072, "DH 3072 MODP"),
                    Args.option("16", KeyExchangeMethod.MODP_4096, "DH 4096 MODP"),
                    Args.option("17", KeyExchangeMethod.MODP_6144, "DH 6144 MODP"),
                    Args.option("18", KeyExchangeMethod.MODP_8192, "DH 8192 MODP"),
                    Args.option("19", KeyExchangeMethod.ECP_256, "DH 256 ECP"),
                    Args.option("20", KeyExchangeMethod.ECP_384, "DH 384 ECP"),
                    Args.option("21", KeyExchangeMethod.ECP_521, "DH 521 ECP"),
                    Args.option("31", KeyExchangeMethod.CURVE25519, "Curve25519"),
                    Args.option("32", KeyExchangeMethod.CURVE448, "Curve448"));
    static final Arg<KeyExchangeMethod> PFS_GROUP =
            Args.choice(
                    Args.option(
                            "group14", KeyExchangeMethod.MODP_2048, "D-H Group14 (2048-bit modp)"),
                    Args.option(
                            "group15", KeyExchangeMethod.MODP_3072, "D-H Group15 (3072-bit modp)"),
                    Args.option(
                            "group16", KeyExchangeMethod.MODP_4096, "D-H Group16 (4096-bit modp)"),
                    Args.option(
                            "group17", KeyExchangeMethod.MODP_6144, "D-H Group17 (6144-bit modp)"),
                    Args.option(
                            "group18", KeyExchangeMethod.MODP_8192, "D-H Group18 (8192-bit modp)"),
                    Args.option("group19", KeyExchangeMethod.ECP_256, "D-H Group19 (256-bit ecp)"),
                    Args.option("group20", KeyExchangeMethod.ECP_384, "D-H Group20 (384-bit ecp)"),
                    Args.option("group21", KeyExchangeMethod.ECP_521, "D-H Group21 (521-bit ecp)"),
                    Args.option(
                            "group31", KeyExchangeMethod.CURVE25519, "D-H Group31 (Curve25519)"));

    private Transforms() {}
}
