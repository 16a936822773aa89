/// The console of `lab up`: a terminal with history, Tab and `?` through JLine, or plain lines where standard input is
/// a pipe. What is typed arrives in one queue, so that whoever owns the console can wait for it and for the time of day
/// at once. It knows neither the lab nor a router.
@NullMarked
package io.culvert.mgmt.console;

import org.jspecify.annotations.NullMarked;
