/// How tables, ages and times are laid out for a terminal, so that every command does it alike and as IOS does. It knows no
/// protocol and no router.
@NullMarked
package io.culvert.commands.layout;

import org.jspecify.annotations.NullMarked;
