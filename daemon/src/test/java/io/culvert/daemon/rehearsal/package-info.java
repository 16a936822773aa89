@NullMarked
package io.culvert.daemon.rehearsal;

import org.jspecify.annotations.NullMarked;
