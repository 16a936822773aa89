/// Displays of BGP, as IOS lays them out.
@NullMarked
package io.culvert.commands.bgp;

import org.jspecify.annotations.NullMarked;
