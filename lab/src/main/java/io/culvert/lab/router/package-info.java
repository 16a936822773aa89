/// The routers of a lab: the router proper, plugged into the lab's links, time, authority and checkers.
/// Deliberately absent: any behaviour of a router of its own.
@NullMarked
package io.culvert.lab.router;

import org.jspecify.annotations.NullMarked;
