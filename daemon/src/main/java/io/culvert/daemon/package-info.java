/// main, flags, service integration, packaging.
@NullMarked
package io.culvert.daemon;

import org.jspecify.annotations.NullMarked;
