/// Scenario files: plain text, one step a line, expectations indented below it. A file is read whole and every mistake in
/// it told before anything starts; then its steps run one after the other on a fresh lab.
/// Deliberately absent: variables, loops and conditions; a test is read from top to bottom.
@NullMarked
package io.culvert.lab.scenario;

import org.jspecify.annotations.NullMarked;
