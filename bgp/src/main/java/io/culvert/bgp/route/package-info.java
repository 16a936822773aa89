/// What is known of one BGP route, apart from where it is kept.
@NullMarked
package io.culvert.bgp.route;

import org.jspecify.annotations.NullMarked;
