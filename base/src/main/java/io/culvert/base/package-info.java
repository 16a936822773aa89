/// Values that every part of Culvert speaks: addresses, prefixes, labels, route distinguishers, byte strings and the
/// reader and writer of the wire. Nothing here knows a protocol, a clock or a thread.
@NullMarked
package io.culvert.base;

import org.jspecify.annotations.NullMarked;
