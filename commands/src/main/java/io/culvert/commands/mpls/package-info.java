/// Displays of labels and what they do.
@NullMarked
package io.culvert.commands.mpls;

import org.jspecify.annotations.NullMarked;
