/// The command line: grammar, modes, sessions, help and completion, output filters, and JSON. It knows no protocol and no
/// configuration record; `commands` declares the lines over those.
///
/// A form ([Syntax]) is written once. [Matcher] reads by it, [SyntaxPrinter] prints by it, `?` and Tab ask it what may come next.
/// A [Grammar] is a tree of [Declaration]s over an immutable configuration tree: a [Line] changes the value of its block, a
/// [Block] opens a mode, a [Kept] line is remembered as it stands. Typing at a node and loading a file are the same
/// [ConfigEditor]: a line makes a new tree, or an error and the old tree.
///
/// Absent on purpose: terminals, history and threads (`mgmt` owns them), and any knowledge of time; a command that takes router
/// time is a [Waiting] that somebody polls.
@NullMarked
package io.culvert.cli;

import org.jspecify.annotations.NullMarked;
