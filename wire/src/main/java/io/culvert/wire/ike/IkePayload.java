package io.culvert.wire.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// What stands behind a generic payload header, RFC 7296 section 3.2.
public sealed interface IkePayload
        permits SaPayload,
                KePayload,
                IdPayload,
                CertPayload,
                CertRequestPayload,
                AuthPayload,
                NoncePayload,
                NotifyPayload,
                DeletePayload,
                VendorIdPayload,
                TsPayload,
                EncryptedPayload,
                EncryptedFragmentPayload,
                ConfigPayload,
                UnknownPayload {
    /// Octets of the generic header.
    int HEADER = 4;

    PayloadType type();

    /// Octets behind the generic header.
    int bodyLength();

    void writeBody(ByteWriter out);

    /// Whether a receiver that does not know the type must refuse the message.
    default boolean isCritical() {
        return false;
    }

    /// The octets behind the generic header, as they are sent.
    default Bytes body() {
        var out = new ByteWriter(bodyLength());
        writeBody(out);
        return out.toBytes();
    }
}
