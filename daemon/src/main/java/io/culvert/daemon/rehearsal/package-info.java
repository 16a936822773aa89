/// What a node does in its life, done once in memory soon after the start, so that nothing of it is done for the first time under load.
///
/// Java compiles a path for what it has seen on it. The first packet that needs anything else, such as the one that brings an association near
/// the end of its volume, throws the compiled path away, and packets are interpreted for a tenth of a second until it has been compiled
/// anew: with 160,000 packets a second, thousands are lost at the first rekeying of a node (docs/performance.md, "A soak"). So two routers
/// in memory, with each other for a peer, live through a few hours of router time in a second or two: sessions begin, are
/// rekeyed by volume and by time and end; packets come whole and in trains, late, twice, spoiled and for nobody; an operator asks for
/// displays. They share nothing with the node but the code and the libraries.
///
/// Absent on purpose: IPv6, NHRP, certificates, the sockets of the machine.
@NullMarked
package io.culvert.daemon.rehearsal;

import org.jspecify.annotations.NullMarked;
