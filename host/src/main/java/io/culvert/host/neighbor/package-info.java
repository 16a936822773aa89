/// Who has which link-layer address: ARP (RFC 826, RFC 5227) for IPv4 and the address resolution of neighbour discovery
/// (RFC 4861 section 7.2) for IPv6, in one engine for a whole router. Router discovery, redirects, proxies and duplicate
/// address detection with withdrawal of the address are deliberately absent.
@NullMarked
package io.culvert.host.neighbor;

import org.jspecify.annotations.NullMarked;
