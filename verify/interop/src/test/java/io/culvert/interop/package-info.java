/// What others make of Culvert's octets: an independent dissector on the lab's captures, real peers later. A test that needs
/// a program of this machine is skipped, with a sentence that says what to install, where the program is missing.
@NullMarked
package io.culvert.interop;

import org.jspecify.annotations.NullMarked;
