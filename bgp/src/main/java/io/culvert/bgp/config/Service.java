package io.culvert.bgp.config;

import io.culvert.wire.bgp.Family;

/// What the routes of an address family are for.
public enum Service {
    UNICAST(Family.SAFI_UNICAST),
    /// Routes with a route distinguisher and a label, RFC 4364.
    VPN(Family.SAFI_VPN),
    /// Who wants VPN routes with which targets, RFC 4684.
    ROUTE_TARGET(Family.SAFI_ROUTE_TARGET);

    private final int safi;

    Service(int safi) {
        this.safi = safi;
    }

    public int safi() {
        return safi;
    }
}
