/// The package and the container image, installed and started in a copy of this machine that nobody else sees.
@NullMarked
package io.culvert.interop.install;

import org.jspecify.annotations.NullMarked;
