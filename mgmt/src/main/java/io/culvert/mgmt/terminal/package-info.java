/// A line as it is typed at a terminal that IOS would know: characters in, characters out, and nothing but carriage return,
/// backspace and bell to steer the terminal with, because the programs that log in look for plain text. Deliberately absent:
/// escape sequences on the way out, and any terminal database.
@NullMarked
package io.culvert.mgmt.terminal;

import org.jspecify.annotations.NullMarked;
