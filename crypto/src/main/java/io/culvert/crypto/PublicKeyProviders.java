package io.culvert.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KeyAgreement;

/// Which libraries do the public-key work of IKE: the ones that the JDK's service lookup finds first.
public final class PublicKeyProviders {
    /// @param operation what IKE calls it
    /// @param provider the library with its version
    public record Row(String operation, String provider) {}

    private interface Lookup {
        Provider provider() throws GeneralSecurityException;
    }

    private PublicKeyProviders() {}

    public static List<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.add(new Row("Diffie-Hellman, groups of integers", "Culvert, over java.math"));
        add(
                rows,
                "Diffie-Hellman, NIST curves",
                () -> KeyAgreement.getInstance("ECDH").getProvider());
        add(
                rows,
                "Diffie-Hellman, curve 25519",
                () -> KeyAgreement.getInstance("XDH").getProvider());
        add(rows, "RSA signatures", () -> Signature.getInstance("SHA256withRSA").getProvider());
        add(rows, "RSA-PSS signatures", () -> Signature.getInstance("RSASSA-PSS").getProvider());
        add(
                rows,
                "ECDSA signatures",
                () -> Signature.getInstance("SHA256withECDSAinP1363Format").getProvider());
        add(rows, "Ed25519 signatures", () -> Signature.getInstance("Ed25519").getProvider());
        return rows;
    }

    private static void add(List<Row> rows, String operation, Lookup lookup) {
        try {
            Provider found = lookup.provider();
            rows.add(new Row(operation, found.getName() + " " + found.getVersionStr()));
        } catch (GeneralSecurityException _) {
            rows.add(new Row(operation, "none"));
        }
    }
}
