/// Topology files: the containerlab format as far as PRODUCT section 3 takes it. Keys that containerlab knows and the
/// lab has no use for are ignored with a notice; anything else is a complaint with its place. Deliberately absent:
/// templates, environment variables and links to the machine outside.
@NullMarked
package io.culvert.lab.topology;

import org.jspecify.annotations.NullMarked;
