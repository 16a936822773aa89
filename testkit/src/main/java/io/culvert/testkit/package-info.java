/// Steppers, golden files, generators and reference models, for tests alone.
@NullMarked
package io.culvert.testkit;

import org.jspecify.annotations.NullMarked;
