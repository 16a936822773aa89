package io.culvert.wire.ike;

/// How a CERT or CERTREQ payload is to be read, RFC 7296 section 3.6.
public record CertEncoding(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final CertEncoding X509_SIGNATURE = named(4, "X.509 Certificate - Signature");
    public static final CertEncoding CRL = named(7, "Certificate Revocation List");
    public static final CertEncoding HASH_AND_URL = named(12, "Hash and URL of X.509 certificate");
    public static final CertEncoding OCSP_CONTENT = named(14, "OCSP Content");
    public static final CertEncoding RAW_PUBLIC_KEY = named(15, "Raw Public Key");

    private static CertEncoding named(int code, String name) {
        return new CertEncoding(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
