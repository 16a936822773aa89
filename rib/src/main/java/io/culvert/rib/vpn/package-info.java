/// Labels of the router's own: who uses which, for what, and when one may be used again. Deliberately absent: which routes
/// get labels (BGP's) and what is done with a labelled packet (the forwarding image's). No label is ever given out for two
/// things within its rest.
@NullMarked
package io.culvert.rib.vpn;

import org.jspecify.annotations.NullMarked;
