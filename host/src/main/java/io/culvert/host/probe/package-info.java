/// The clients of ping and traceroute as value machines, for routers and for the lab's hosts.
@NullMarked
package io.culvert.host.probe;

import org.jspecify.annotations.NullMarked;
