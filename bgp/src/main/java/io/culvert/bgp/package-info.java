/// BGP-4 with the IPv4, IPv6, VPNv4 and VPNv6 families as a value machine: sessions (RFC 4271 section 8), tables, best
/// path, VPN import and export (RFC 4364, RFC 4659), who wants which VPN routes (RFC 4684), labels for what is passed on,
/// routes that outlive the restart of their peer (RFC 4724), and errors graded by RFC 7606. [io.culvert.bgp.BgpEngine] is
/// the door; `config` is what it is told, `policy` what route-maps do. TCP, the routing
/// table and the label space are the router's: effects and [io.culvert.bgp.LabelSource] reach them. Deliberately absent:
/// ADD-PATH, confederations, BMP; and the restarting side of graceful restart (RFC 4724 section 4.1), as nothing that is
/// forwarded outlives the process: only the routes of peers that restart are kept.
@NullMarked
package io.culvert.bgp;

import org.jspecify.annotations.NullMarked;
