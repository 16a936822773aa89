/// Messages of a router on their way out of it.
@NullMarked
package io.culvert.mgmt.syslog;

import org.jspecify.annotations.NullMarked;
