@NullMarked
package io.culvert.daemon.node;

import org.jspecify.annotations.NullMarked;
