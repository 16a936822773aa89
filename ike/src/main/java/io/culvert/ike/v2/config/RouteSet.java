package io.culvert.ike.v2.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.Prefix;
import java.util.Optional;

/// `route set ...`: what an authorization policy announces to the peer.
public sealed interface RouteSet {
    /// `route set interface [IF]`: the address of the tunnel interface, or of the one named.
    record OfInterface(Optional<InterfaceName> name) implements RouteSet {}

    /// `route set remote ipv4 A M`.
    record Remote(Prefix prefix) implements RouteSet {}

    /// `route set access-list NAME`.
    record AccessList(String name) implements RouteSet {}
}
