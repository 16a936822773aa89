/// Many routers in virtual time, links with faults, scenarios, checkers.
@NullMarked
package io.culvert.lab;

import org.jspecify.annotations.NullMarked;
