/// One whole router: engines joined, configuration records, event log.
@NullMarked
package io.culvert.router;

import org.jspecify.annotations.NullMarked;
