/// The data plane: packets in slab slots go through a graph of nodes, each a batch loop, from a port to a port or to the
/// router's own stack.
///
/// Specifications: RFC 791, 792, 1122, 1812 (IPv4 forwarding, ICMP, reassembly), RFC 8200, 4291, 4443 (the same for IPv6),
/// RFC 4659 section 3 (IPv6 under VPN labels), RFC 2784 and 2890 (GRE), RFC 3032,
/// 3443, 4023 and 4950 (MPLS, TTL, MPLS in IP and GRE, labels in ICMP), RFC 4301 to 4303 and 6479 (ESP and its window), RFC 3948 (ESP in UDP), RFC 2003, 2473 and 4213 (IP in IP).
///
/// Invariants: one thread drives a plane; it reads one immutable [io.culvert.dataplane.fib.ForwardingImage] per batch;
/// every packet ends in exactly one of transmitted, handed to the router's own stack, or dropped under a [Drop] reason; no
/// step allocates. Deliberately absent: multicast, IPv6 access lists, queueing disciplines, address translation.
@NullMarked
package io.culvert.dataplane;

import org.jspecify.annotations.NullMarked;
