/// IKE engines and the control half of the SAs.
@NullMarked
package io.culvert.ike;

import org.jspecify.annotations.NullMarked;
