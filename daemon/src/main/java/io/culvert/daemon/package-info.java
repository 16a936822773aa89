/// The program: `main`, its subcommands and flags, and later the service and the packages.
///
/// Deliberately absent: any decision of a router or a lab. A subcommand reads flags, opens what the world must supply
/// (files, the clock, sockets) and hands over.
@NullMarked
package io.culvert.daemon;

import org.jspecify.annotations.NullMarked;
