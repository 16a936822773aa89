/// The routers of a lab: the router proper, plugged into the lab's links, time, authority and checkers.
@NullMarked
package io.culvert.lab.router;

import org.jspecify.annotations.NullMarked;
