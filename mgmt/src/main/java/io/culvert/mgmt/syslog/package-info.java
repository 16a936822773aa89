/// Messages of a router on their way out of it: to syslog hosts (RFC 5424 over UDP, RFC 5426, or TCP with octet counting, RFC
/// 6587 section 3.4.1), to the journal of the machine, to terminals.
///
/// A sink never makes the router wait: what a slow or absent receiver leaves no room for is dropped and counted. Deliberately
/// absent: syslog over TLS (RFC 5425), acknowledgements, storage on disk.
@NullMarked
package io.culvert.mgmt.syslog;

import org.jspecify.annotations.NullMarked;
