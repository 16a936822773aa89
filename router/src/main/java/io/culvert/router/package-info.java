/// One whole router: the engines in their seats, the data plane, and the classes that carry the orders of each to the others
/// (a picture stands at [Works]). [Router] is the door, [RouterView] what displays read, [RouterSetup] all of the world
/// outside that a router may touch.
///
/// Invariants: one thread; everything an event leads to is done before the call returns; nothing that fails is caught, so an
/// engine's mistake reaches whoever runs the router. Deliberately absent: threads, sockets, files and clocks
/// (whoever runs the router has them), the text of commands and displays (`commands`), and protocol rules (the engines').
@NullMarked
package io.culvert.router;

import org.jspecify.annotations.NullMarked;
