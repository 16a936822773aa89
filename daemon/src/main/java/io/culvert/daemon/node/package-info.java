/// One node on Linux: a router with real ports, real time and an operator (`culvert router`).
///
/// One thread runs the router and does all input and output: [RouterLoop]. Whoever else wants something of the router, the
/// console, SSH, a finished job of public-key work, a signal, posts it there.
/// ```
///   console, SSH, signals, jobs --post--> RouterLoop --+--> Router
///                                             ^          |
///                       Poller (epoll) -------+          +--> NodePorts --> ports of module linux
/// ```
@NullMarked
package io.culvert.daemon.node;

import org.jspecify.annotations.NullMarked;
