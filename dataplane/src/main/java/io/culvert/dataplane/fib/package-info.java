/// The forwarding image: everything the packet path looks up that routes, labels and configuration decide. An image is
/// immutable; the control side builds a new one, sharing all that did not change with the one before, and the plane takes it over
/// between two batches. Neighbours, security associations and counters change too often for that and live beside it.
@NullMarked
package io.culvert.dataplane.fib;

import org.jspecify.annotations.NullMarked;
