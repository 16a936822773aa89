/// The routing tables of a router: one per VRF and both address families in each, the best route per prefix, recursive
/// resolution of next hops, and the label bindings that make a next hop usable for VPN routes (RFC 4364 section 5).
///
/// Deliberately absent: protocols (they put routes in and watch next hops), redistribution policy (BGP's) and the
/// forwarding image (compiled by `router` from the effects of [Rib]).
@NullMarked
package io.culvert.rib;

import org.jspecify.annotations.NullMarked;
