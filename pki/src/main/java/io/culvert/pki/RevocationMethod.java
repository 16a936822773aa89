package io.culvert.pki;

/// One method of `revocation-check`; methods are tried in the order of the line, the next one when the last gave no answer.
public enum RevocationMethod {
    /// A certificate revocation list, RFC 5280 section 5.
    CRL("crl"),
    /// RFC 6960; no responder is ever asked here, so this method never has an answer.
    OCSP("ocsp"),
    /// Accept: reached only if no earlier method had an answer.
    NONE("none");

    private final String word;

    RevocationMethod(String word) {
        this.word = word;
    }

    /// The word of the configuration line.
    public String word() {
        return word;
    }
}
