/// What a protocol engine is: a value machine of events in and effects out, without thread, socket, clock or chance of
/// its own.
@NullMarked
package io.culvert.engine;

import org.jspecify.annotations.NullMarked;
