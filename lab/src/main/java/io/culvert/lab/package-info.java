/// A whole network in one process and in virtual time: nodes, the links between them and the one event queue that moves
/// both. Same topology, same seed, same bytes.
///
/// Time is a `long` of nanoseconds since the lab was switched on; [Lab#instant()] is the same as router time. It passes
/// only when the queue is run, so nothing here sleeps, reads a clock or starts a thread. Every direction of every link
/// draws from a random stream of its own, keyed by the seed and the name of its endpoint, so that a link more or less
/// changes nothing elsewhere.
///
/// Deliberately absent: file access (see [LabFiles]), terminals (see `io.culvert.lab.shell`) and anything that knows
/// a routing protocol.
@NullMarked
package io.culvert.lab;

import org.jspecify.annotations.NullMarked;
