/// Interfaces as they are now: their tables, counters and derived configuration.
@NullMarked
package io.culvert.commands.interfaces;

import org.jspecify.annotations.NullMarked;
