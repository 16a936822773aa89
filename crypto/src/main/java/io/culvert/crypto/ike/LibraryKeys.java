package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// Public-key work by libraries: signatures and the NIST curves by a provider of `java.security`, the other key exchanges by
/// an [ExchangeArithmetic]; and by the JDK where they lack the algorithm or refuse the key.
public final class LibraryKeys implements PublicKeys {
    /// The foot of the ladder, and all that the lab has: the same entropy gives the same keys and signatures.
    public static final PublicKeys JDK = new LibraryKeys(Optional.empty(), Optional.empty());

    /// Private keys kept in the shape that the provider signs with: translating one takes half as long as a signature.
    static final int KEPT_MAX = 16;

    private final Optional<Provider> provider;
    private final Optional<ExchangeArithmetic> arithmetic;
    private final Map<PrivateKey, PrivateKey> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<PrivateKey, PrivateKey> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /// @param provider registered with `java.security.Security`, so that certificate paths find it by its name
    /// @param arithmetic that goes before the JDK's
    public LibraryKeys(Optional<Provider> provider, Optional<ExchangeArithmetic> arithmetic) {
        this.provider = provider;
        this.arithmetic = arithmetic;
    }

    private Optional<Provider> having(String service, String algorithm) {
        return provider.filter(each -> each.getService(service, algorithm) != null);
    }

    private ExchangeArithmetic arithmetic(KeyExchangeMethod method) {
        return arithmetic.filter(each -> each.has(method)).orElse(ExchangeArithmetic.JDK);
    }

    @Override
    public KeyExchange generate(KeyExchangeMethod method, Entropy entropy) {
        return switch (method.kind()) {
            case MODP -> ModpExchange.generate(method, entropy, arithmetic(method));
            case MONTGOMERY -> MontgomeryExchange.generate(method, entropy, arithmetic(method));
            case ECP -> EcpExchange.generate(method, entropy, having("KeyAgreement", "ECDH"));
        };
    }

    @Override
    public Answer answer(KeyExchangeMethod method, Entropy entropy, Bytes peer) {
        return method.kind() == KeyExchangeMethod.Kind.MONTGOMERY
                ? MontgomeryExchange.answer(method, entropy, arithmetic(method), peer)
                : PublicKeys.super.answer(method, entropy, peer);
    }

    @Override
    public Signature signer(Algorithm algorithm, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException {
        Optional<Provider> first = having("Signature", algorithm.name());
        if (first.isPresent()) {
            try {
                Signature signature = signature(algorithm, first);
                signature.initSign(translated(key, first.get()), random);
                return signature;
            } catch (InvalidKeyException _) {
                // A kind of key that only the JDK knows, such as one for RSASSA-PSS alone.
                return jdkSigner(algorithm, key, random);
            }
        }
        return jdkSigner(algorithm, key, random);
    }

    private static Signature jdkSigner(Algorithm algorithm, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException {
        Signature signature = signature(algorithm, Optional.empty());
        signature.initSign(key, random);
        return signature;
    }

    @Override
    public Signature verifier(Algorithm algorithm, PublicKey key) throws GeneralSecurityException {
        Optional<Provider> first = having("Signature", algorithm.name());
        if (first.isPresent()) {
            try {
                Signature signature = signature(algorithm, first);
                signature.initVerify(key);
                return signature;
            } catch (InvalidKeyException _) {
                return jdkVerifier(algorithm, key);
            }
        }
        return jdkVerifier(algorithm, key);
    }

    private static Signature jdkVerifier(Algorithm algorithm, PublicKey key)
            throws GeneralSecurityException {
        Signature signature = signature(algorithm, Optional.empty());
        signature.initVerify(key);
        return signature;
    }

    private static Signature signature(Algorithm algorithm, Optional<Provider> provider)
            throws GeneralSecurityException {
        Signature signature =
                provider.isPresent()
                        ? Signature.getInstance(algorithm.name(), provider.get())
                        : Signature.getInstance(algorithm.name());
        if (algorithm.parameters().isPresent()) {
            signature.setParameter(algorithm.parameters().get());
        }
        return signature;
    }

    /// A router has a handful of keys, and signs with the same ones all day.
    private PrivateKey translated(PrivateKey key, Provider by) throws GeneralSecurityException {
        if (by.getService("KeyFactory", key.getAlgorithm()) == null) {
            return key;
        }
        synchronized (kept) {
            PrivateKey known = kept.get(key);
            if (known == null) {
                var factory = KeyFactory.getInstance(key.getAlgorithm(), by);
                known = (PrivateKey) factory.translateKey(key);
                kept.put(key, known);
            }
            return known;
        }
    }

    @Override
    public String pathProvider() {
        return provider.map(Provider::getName).orElse("");
    }

    @Override
    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.add(
                new Row(
                        "Diffie-Hellman, groups of integers",
                        arithmetic(KeyExchangeMethod.MODP_2048).name()));
        add(rows, "Diffie-Hellman, NIST curves", "KeyAgreement", "ECDH");
        rows.add(
                new Row(
                        "Diffie-Hellman, Curve25519",
                        arithmetic(KeyExchangeMethod.CURVE25519).name()));
        rows.add(
                new Row("Diffie-Hellman, Curve448", arithmetic(KeyExchangeMethod.CURVE448).name()));
        add(rows, "RSA signatures", "Signature", "SHA256withRSA");
        add(rows, "RSA-PSS signatures", "Signature", "RSASSA-PSS");
        add(rows, "ECDSA signatures", "Signature", "SHA256withECDSAinP1363Format");
        add(rows, "Ed25519 signatures", "Signature", "Ed25519");
        add(rows, "Ed448 signatures", "Signature", "Ed448");
        return rows;
    }

    private void add(List<Row> rows, String operation, String service, String algorithm) {
        rows.add(
                new Row(
                        operation,
                        having(service, algorithm)
                                .or(() -> jdks(service, algorithm))
                                .map(found -> found.getName() + " " + found.getVersionStr())
                                .orElse("none")));
    }

    private static Optional<Provider> jdks(String service, String algorithm) {
        try {
            return Optional.of(
                    service.equals("Signature")
                            ? Signature.getInstance(algorithm).getProvider()
                            : KeyAgreement.getInstance(algorithm).getProvider());
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
