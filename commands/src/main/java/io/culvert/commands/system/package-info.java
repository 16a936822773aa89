/// Exec commands about the router as a whole.
@NullMarked
package io.culvert.commands.system;

import org.jspecify.annotations.NullMarked;
