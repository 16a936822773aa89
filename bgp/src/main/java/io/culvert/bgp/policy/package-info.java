/// Route policy: route-maps, prefix, access, community and AS path lists, and what they make of a route. A route-map that
/// is named and not defined matches nothing (decision D6); so does any other list. Nothing here knows a session or a table.
@NullMarked
package io.culvert.bgp.policy;

import org.jspecify.annotations.NullMarked;
