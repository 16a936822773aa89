/// What others make of Culvert: an independent dissector of what the lab sends, and real peers from Debian packages for
/// `culvert router`, in network namespaces that each test makes and removes ([Namespaces]).
///
/// A test that needs root or a program of this machine is skipped, with a sentence that says what to install, where they are
/// missing. Processes are ended by their recorded number and start time and namespaces removed by their recorded names
/// ([Ledger]), never by a pattern. Peers answer in their own time, so tests ask again until a deadline ([Deadline]).
@NullMarked
package io.culvert.interop;

import org.jspecify.annotations.NullMarked;
