package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Optional;

/// The outer half of a tunnel interface; on a virtual template, what its clones inherit.
///
/// @param key RFC 2890 key, unsigned 32 bits
/// @param vrf front-door VRF, in which the outer packet is routed
/// @param ttl of the outer header; empty for 255
/// @param tos of the outer header; empty copies the inner one
/// @param protectionProfile IPsec profile; with one, nothing leaves in the clear
/// @param protectionPolicy access list whose lines say what a tunnel of IP in ESP carries, each in an association of its own
public record TunnelConfig(
        Optional<TunnelSource> source,
        Optional<IpAddress> destination,
        TunnelMode mode,
        Optional<Long> key,
        Vrf vrf,
        Optional<Integer> ttl,
        Optional<Integer> tos,
        Optional<PathMtuDiscovery> pathMtuDiscovery,
        Optional<String> protectionProfile,
        boolean protectionShared,
        Optional<String> protectionPolicy) {
    public static final TunnelConfig DEFAULT =
            new TunnelConfig(
                    Optional.empty(),
                    Optional.empty(),
                    TunnelMode.GRE_IP,
                    Optional.empty(),
                    Vrf.GLOBAL,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty());

    /// Path MTU discovery on the outer header, RFC 1191.
    ///
    /// @param ageMinutes how long a learnt MTU holds; 0 for ever
    public record PathMtuDiscovery(int ageMinutes, Optional<Integer> leastMtu) {
        public static final int AGE_MINUTES = 10;
        public static final PathMtuDiscovery DEFAULT =
                new PathMtuDiscovery(AGE_MINUTES, Optional.empty());
    }

    /// Whether nothing may pass it but through IPsec.
    public boolean isProtected() {
        return protectionProfile.isPresent() || mode.isIpsec();
    }

    /// The family of the outer header: what the mode says, or else the destination.
    public AddressFamily outer() {
        return mode.outer().or(() -> destination.map(IpAddress::family)).orElse(AddressFamily.IPV4);
    }

    public TunnelConfig withSource(Optional<TunnelSource> source) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withDestination(Optional<IpAddress> destination) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withMode(TunnelMode mode) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withKey(Optional<Long> key) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withVrf(Vrf vrf) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withTtl(Optional<Integer> ttl) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withTos(Optional<Integer> tos) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withPathMtuDiscovery(Optional<PathMtuDiscovery> pathMtuDiscovery) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withProtectionProfile(Optional<String> protectionProfile) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withProtectionShared(boolean protectionShared) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }

    public TunnelConfig withProtectionPolicy(Optional<String> protectionPolicy) {
        return new TunnelConfig(
                source,
                destination,
                mode,
                key,
                vrf,
                ttl,
                tos,
                pathMtuDiscovery,
                protectionProfile,
                protectionShared,
                protectionPolicy);
    }
}
