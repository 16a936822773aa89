/// Next-hop client and server (RFC 2332) with shortcut switching, inside VRFs by labels (flexvpn-mpls.md S8 to S18, nhrp.md), as a
/// value machine. [io.culvert.nhrp.NhrpEngine] is the door; `config` is what it is told. Tunnels, tables, labels and the packet path
/// are the router's: effects and [io.culvert.nhrp.Surroundings] reach them.
/// ```
///   hub:    transit packet in one tunnel, out of another of the network --> redirect
///   spoke1: redirect --> incomplete entry, request       reply --> complete entry: route, label
///   hub:    request --> passed on towards the destination
///   spoke2: request --> tunnel wished --> up --> label held, reply through the tunnel, local entry: what was promised
/// ```
/// | part | its one thing |
/// |---|---|
/// | `Redirects` | who is told of a shorter way |
/// | `Resolver`, `Requests`, `ReplyCheck`, `Shortcuts`, `Failures` | the side that asks: questions, rules of answers, what came of them |
/// | `Responder`, `Egress`, `Promises`, `Labels` | the side that answers: where, what was promised, by which label |
/// | `Transit` | what is for others |
/// | `Tunnels`, `Peers` | tunnels that are wished, and who needs which peer |
/// | `Endpoints`, `Registrar`, `Servers` | the server and the client of multipoint tunnels |
///
/// Invariants: a shortcut exists only over a peer that is bound; a VRF's shortcut has a label; a label is owned as long as a promise
/// names it; nothing is believed about an address that is known to be directly behind another tunnel; every table and every rate has
/// a named maximum.
///
/// Deliberately absent: SCSP (RFC 2334), the LLC/SNAP encapsulations, RFC 2735's encapsulation header, registration of whole
/// prefixes, link-local next hops, and caches of transit nodes (RFC 2332 section 6.2.1 allows them): who passes something on keeps
/// nothing of it.
@NullMarked
package io.culvert.nhrp;

import org.jspecify.annotations.NullMarked;
