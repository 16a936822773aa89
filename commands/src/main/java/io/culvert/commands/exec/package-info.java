/// The commands of the exec modes, gathered.
@NullMarked
package io.culvert.commands.exec;

import org.jspecify.annotations.NullMarked;
