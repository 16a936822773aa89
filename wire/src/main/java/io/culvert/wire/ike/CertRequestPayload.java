package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// Certificate Request payload, RFC 7296 section 3.7.
public record CertRequestPayload(CertEncoding encoding, Bytes authorities) implements IkePayload {
    private static final int HASH = 20;

    /// For X.509 certificates: the SHA-1 hashes of the public keys of the authorities that we trust.
    public static CertRequestPayload ofKeyHashes(List<Bytes> hashes) {
        return new CertRequestPayload(
                CertEncoding.X509_SIGNATURE, Bytes.concat(hashes.toArray(Bytes[]::new)));
    }

    public static Parse<CertRequestPayload> parse(ByteReader in) {
        var encoding = new CertEncoding(in.u8());
        Bytes authorities = in.rest();
        in.require(
                !encoding.equals(CertEncoding.X509_SIGNATURE) || authorities.size() % HASH == 0,
                "certification authority hashes");
        return in.finish(() -> new CertRequestPayload(encoding, authorities));
    }

    /// The hashes of [#ofKeyHashes]; none for other encodings.
    public List<Bytes> keyHashes() {
        var hashes = new ArrayList<Bytes>();
        for (int at = 0;
                encoding.equals(CertEncoding.X509_SIGNATURE) && at + HASH <= authorities.size();
                at += HASH) {
            hashes.add(authorities.slice(at, at + HASH));
        }
        return hashes;
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERTREQ;
    }

    @Override
    public int bodyLength() {
        return 1 + authorities.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(encoding.code()).bytes(authorities);
    }
}
