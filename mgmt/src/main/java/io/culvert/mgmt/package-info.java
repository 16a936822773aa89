/// The doors of management: SSH, HTTP, metrics, syslog, RADIUS.
@NullMarked
package io.culvert.mgmt;

import org.jspecify.annotations.NullMarked;
