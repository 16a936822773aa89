/// Sessions, attributes, Adj-RIBs, best path, all address families.
@NullMarked
package io.culvert.bgp;

import org.jspecify.annotations.NullMarked;
