package io.culvert.bgp.config;

/// Where a route of the routing table that BGP may take over comes from.
public enum RouteSource {
    /// The subnet of an interface, not its own address.
    CONNECTED,
    STATIC,
    /// A route that IKEv2 installed.
    IKE,
    NHRP,
    RIP,
    OSPF,
    ISIS,
    EIGRP
}
