/// IKEv2: all the IKE SAs of one router and the control half of their Child SAs, as one value machine.
///
/// RFC 7296 whole but for EAP, IPComp and hash-and-URL, with several Child SAs for one IKE SA; RFC 7383 fragmentation; RFC 7427
/// signatures; RFC 4555 MOBIKE, in which the initiator moves when its own address does and the responder never of its own
/// accord; RFC 9611, Child SAs of single workers ([ResourceChildren]), asked for one after the other and not when packets come; the
/// FlexVPN exchange of addresses and routes in the configuration payload (`reference/ikev2.md` sections 4 and 5). NAT is
/// detected, forced where only UDP passes, and followed; encapsulation of ESP is the data plane's.
///
/// ```
///   IkeEngine --datagrams--> Demultiplexer --first messages--> Gate --> IkeSa
///     |  |                        +--the others--> SaMachine of the IkeSa --> Exchanges (Requests, Responses, SecureChannel)
///     |  +--tunnels--> Dialer --> IkeSa                  |
///     +--deadlines, jobs--> SaMachine                    +--> InitiatorInit, InitiatorAuth, ResponderHandshake
///                                                        +--> Children (ChildInitiator, ChildResponder, ChildSet), IkeRekey
///                                                        +--> PeerSession (addresses and routes), Liveness, Informational, Mobility
/// ```
/// [Exchanges] knows what a message is, [SaMachine] what it means in which [SaState], [IkeSa] how one state becomes another.
/// What all IKE SAs have in common ([Shared]) comes with each [Turn].
///
/// What strangers can make us keep: at most `max-in-negotation-sa` half-open SAs (1,000), five of one address, none without a
/// cookie from the hundredth on, each for 30 seconds. Each holds its first message and our answer (no more than
/// [Gate#FIRST_MESSAGE_MAX] octets, 8 KiB, and about one), its keys, and, from who completed the key exchange, one request being
/// put together or checked (64 KiB each). So 1,000 spoofed sources cost 10 MB, and 200 real ones that hold five each open
/// 140 MB. All other answers to strangers are made without memory, and those to unknown SPIs ten a second.
///
/// Invariants: an unauthenticated message changes nothing but half-open SAs; nothing is installed before both sides have
/// proved who they are; keys leave only with [IkeEffect.ChildUp] and, where a lab asked for it, through [KeyLog]; public-key
/// work happens only inside [IkeEffect.Compute].
@NullMarked
package io.culvert.ike.v2;

import org.jspecify.annotations.NullMarked;
