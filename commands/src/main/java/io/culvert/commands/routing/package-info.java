/// VRFs, neighbours, pools, access lists and TCP connections.
@NullMarked
package io.culvert.commands.routing;

import org.jspecify.annotations.NullMarked;
