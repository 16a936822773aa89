/// Ping and traceroute, which take router time.
@NullMarked
package io.culvert.commands.probe;

import org.jspecify.annotations.NullMarked;
