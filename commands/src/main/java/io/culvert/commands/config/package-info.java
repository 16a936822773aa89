/// The lines of configuration, declared over the records of `router.config` and of the engines. One class per area of the
/// language; [ConfigLanguage] puts them into the order of running configurations, and [Rules] says what must hold between them.
///
/// A line that our records can hold is full. One that IOS knows and that has no effect here is kept ([HarmlessLines]) or, when
/// its effect is merely missing, partial; each says why. Everything else is refused under the caret, above all what would
/// protect traffic on IOS and would not here.
@NullMarked
package io.culvert.commands.config;

import org.jspecify.annotations.NullMarked;
