package io.culvert.crypto.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;

/// The JDK's X25519 and X448, and its big integers.
final class JdkArithmetic implements ExchangeArithmetic {
    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public boolean has(KeyExchangeMethod method) {
        return method.kind() != KeyExchangeMethod.Kind.ECP;
    }

    @Override
    public byte[] multiply(KeyExchangeMethod method, byte[] scalar, byte[] u) {
        NamedParameterSpec curve =
                method == KeyExchangeMethod.CURVE25519
                        ? NamedParameterSpec.X25519
                        : NamedParameterSpec.X448;
        try {
            var keys = KeyFactory.getInstance("XDH");
            var agreement = KeyAgreement.getInstance("XDH");
            agreement.init(keys.generatePrivate(new XECPrivateKeySpec(curve, scalar)));
            var point = new BigInteger(1, Numbers.reversed(u));
            agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(curve, point)), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException _) {
            // This is how the JDK refuses a point of small order.
            return new byte[method.elementOctets()];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + method, e);
        }
    }

    @Override
    public List<byte[]> multiply(KeyExchangeMethod method, byte[] scalar, List<byte[]> all) {
        return all.stream().map(u -> multiply(method, scalar, u)).toList();
    }

    @Override
    public byte[] power(KeyExchangeMethod method, byte[] base, byte[] exponent) {
        BigInteger power =
                new BigInteger(1, base).modPow(new BigInteger(1, exponent), ModpPrimes.of(method));
        return Numbers.padded(power, method.elementOctets());
    }
}
