/// The configuration of one router as a tree of immutable records, whose root is [RouterConfig]. The records of an engine
/// stand beside that engine; here are the root, the interfaces, the VRFs, static routes, access lists and what belongs to the
/// router as a whole.
///
/// A record holds only what a line of configuration said; what follows from it (the address a tunnel negotiated, the router
/// identifier) is the router's. References between parts (an interface's VRF, a tunnel's profile) are names and may dangle
/// where IOS lets them; `commands` refuses those that must not. Nothing here reads or prints IOS text.
@NullMarked
package io.culvert.router.config;

import org.jspecify.annotations.NullMarked;
