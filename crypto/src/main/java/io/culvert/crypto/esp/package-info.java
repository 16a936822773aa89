/// The ladder of ESP ciphers (RFC 4303): a rung ([EspCiphers]) makes one sealer or opener per SA and direction, which works in
/// place on the worker's packet slab. The rung here stands on the JDK; native rungs implement the same interfaces elsewhere.
///
/// Invariants: an opener reveals nothing before the tag was right, and says so with one boolean; a sealer is handed each
/// sequence number once. Replay windows, padding rules and SA lookup belong to the data plane.
@NullMarked
package io.culvert.crypto.esp;

import org.jspecify.annotations.NullMarked;
