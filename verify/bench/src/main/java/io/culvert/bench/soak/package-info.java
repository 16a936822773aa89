/// The two ends of `verify/bench/soak`, and a program that does nothing but wake up. Each runs in a process of its own and takes orders, a
/// line each, from standard input. They are timed by `System.nanoTime`, which on Linux is CLOCK_MONOTONIC: the same in all processes and
/// namespaces. Nothing is allocated while packets flow, so that no collector of theirs shows up in what they measure.
@NullMarked
package io.culvert.bench.soak;

import org.jspecify.annotations.NullMarked;
