/// SSH to a router: who may log in, the terminal behind a channel, and the server itself.
@NullMarked
package io.culvert.mgmt.ssh;

import org.jspecify.annotations.NullMarked;
