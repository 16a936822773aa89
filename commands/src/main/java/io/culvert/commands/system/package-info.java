/// What a person types first: version, clock, configuration, log, drops.
@NullMarked
package io.culvert.commands.system;

import org.jspecify.annotations.NullMarked;
