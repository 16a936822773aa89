package io.culvert.pki;

/// A subject alternative name, RFC 5280 section 4.2.1.6, of the kinds that IKE identities have (RFC 4945 section 5.1.3.6).
public record AlternativeName(Kind kind, String text) {
    public enum Kind {
        EMAIL,
        DNS,
        IP_ADDRESS
    }

    @Override
    public String toString() {
        return text;
    }
}
