/// The prompt of `lab up`, in real time: one loop that runs the agenda until a line is typed, runs the line, and runs the
/// agenda again. It knows no terminal; see [LabConsole]. Doors such as SSH come
/// in by [LabDoors]. Deliberately absent: the web page, which says so when asked.
@NullMarked
package io.culvert.lab.shell;

import org.jspecify.annotations.NullMarked;
