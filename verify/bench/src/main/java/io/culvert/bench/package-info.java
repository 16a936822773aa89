/// Benchmarks, run by hand with `verify/bench/run [PATTERN]`, never by the test suite. What must hold on every build,
/// such as no allocation per packet, is a test of its own.
@NullMarked
package io.culvert.bench;

import org.jspecify.annotations.NullMarked;
