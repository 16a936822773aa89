/// Displays of NHRP: its cache, its peers, what it sent and received, and why a shortcut does not form.
@NullMarked
package io.culvert.commands.nhrp;

import org.jspecify.annotations.NullMarked;
