/// Commands about route-maps and the lists that they ask. All is read off the running configuration: how often an entry held is not
/// counted, and so not shown.
@NullMarked
package io.culvert.commands.policy;

import org.jspecify.annotations.NullMarked;
