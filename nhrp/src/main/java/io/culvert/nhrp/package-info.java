/// Next-hop client and server (RFC 2332) with shortcut switching, inside VRFs by labels (flexvpn-mpls.md S8 to S18, nhrp.md), as a
/// value machine. [io.culvert.nhrp.NhrpEngine] is the door; `config` is what it is told. Tunnels, tables, labels and the packet path
/// are the router's: effects and [io.culvert.nhrp.Surroundings] reach them.
/// ```
///   hub:    transit packet in one tunnel, out of another of the network --> redirect
///   spoke1: redirect --> incomplete entry, request       reply --> complete entry: route, label
///   hub:    request --> passed on towards the destination
///   spoke2: request --> tunnel wished --> up --> label held, reply through the tunnel, local entry: what was promised
/// ```
/// Deliberately absent: SCSP (RFC 2334), the LLC/SNAP encapsulations, RFC 2735's encapsulation header.
@NullMarked
package io.culvert.nhrp;

import org.jspecify.annotations.NullMarked;
