/// Keys, certificates and trust: the configuration records of trustpoints and certificate maps, path validation for IKE
/// (RFC 5280 section 6, RFC 4945 section 5), the signatures of IKE_AUTH (RFC 7296 section 2.15, RFC 7427, RFC 8420), and the
/// authority of the lab.
///
/// Everything here is a function of what it is handed: wall time is a parameter, chance comes as `Entropy`, and files are
/// texts that the shell reads and writes. A peer's octets give an outcome, never an exception. Bouncy Castle is used in
/// this package alone.
///
/// Absent: fetching anything (SCEP of RFC 8894, CRL distribution points, OCSP, hash-and-URL), name constraints beyond what the
/// path validation of the JDK checks, DSA keys.
@NullMarked
package io.culvert.pki;

import org.jspecify.annotations.NullMarked;
