/// BGP-4 with the IPv4, IPv6, VPNv4 and VPNv6 families as a value machine: sessions (RFC 4271 section 8), tables, best
/// path, VPN import and export (RFC 4364, RFC 4659), labels for what is passed on, and errors graded by RFC 7606.
/// [io.culvert.bgp.BgpEngine] is the door; `config` is what it is told, `policy` what route-maps do. TCP, the routing
/// table and the label space are the router's: effects and [io.culvert.bgp.LabelSource] reach them. Deliberately absent:
/// graceful restart, ADD-PATH, confederations, BMP.
@NullMarked
package io.culvert.bgp;

import org.jspecify.annotations.NullMarked;
