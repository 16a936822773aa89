/// Command grammar, modes, sessions, help, completion; knows no protocol.
@NullMarked
package io.culvert.cli;

import org.jspecify.annotations.NullMarked;
