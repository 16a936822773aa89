package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import java.util.List;

/// The certificate of a peer, read by `pki`.
///
/// @param der the whole certificate
/// @param subject in DER
/// @param issuer in DER
/// @param subjectText as IOS prints it: `cn=R1-HUB.cisco.com,ou=FLEX,...`
/// @param dnsNames of the subject alternative names
public record PeerCertificate(
        Bytes der,
        Bytes subject,
        Bytes issuer,
        String subjectText,
        String issuerText,
        Credentials.KeyType keyType,
        List<String> dnsNames,
        List<String> emails,
        List<IpAddress> addresses) {
    public PeerCertificate {
        dnsNames = List.copyOf(dnsNames);
        emails = List.copyOf(emails);
        addresses = List.copyOf(addresses);
    }
}
