/// Bytes to records and back, one package per protocol.
@NullMarked
package io.culvert.wire;

import org.jspecify.annotations.NullMarked;
