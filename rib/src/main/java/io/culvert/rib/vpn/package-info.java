/// Labels of the router's own: who uses which, for what, and when one may be used again.
@NullMarked
package io.culvert.rib.vpn;

import org.jspecify.annotations.NullMarked;
