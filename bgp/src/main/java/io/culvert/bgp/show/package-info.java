/// What the displays of BGP are made of: plain records with everything that the layouts of IOS print, in the order in which
/// they print it.
@NullMarked
package io.culvert.bgp.show;

import org.jspecify.annotations.NullMarked;
