/// Breaks rules on purpose, so that the rules are tested.
@NullMarked
package io.culvert.bgp.broken;

import org.jspecify.annotations.NullMarked;
