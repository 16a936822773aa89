/// The prompt of `lab up`, in real time: one loop that runs the agenda until a line is typed, runs the line, and runs the
/// agenda again. It knows no terminal; see [LabConsole]. Deliberately absent: SSH and the web page, which say so when asked.
@NullMarked
package io.culvert.lab.shell;

import org.jspecify.annotations.NullMarked;
