/// The IOS-style commands, declared over router.
@NullMarked
package io.culvert.commands;

import org.jspecify.annotations.NullMarked;
