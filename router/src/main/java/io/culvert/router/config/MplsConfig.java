package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.Label;
import io.culvert.base.OrderedMap;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.LabelMode;
import java.util.Optional;

/// MPLS as a whole.
///
/// @param ip `mpls ip`: LDP may run where an interface asks for it
/// @param propagateTtlForwarded whether packets in transit show their TTL to the core, RFC 3443
/// @param labelModes `mpls label mode`
public record MplsConfig(
        boolean ip,
        int labelFirst,
        int labelLast,
        boolean propagateTtlForwarded,
        boolean propagateTtlLocal,
        OrderedMap<LabelScope, LabelMode> labelModes) {
    public static final MplsConfig DEFAULT =
            new MplsConfig(true, Label.FIRST_UNRESERVED, 100_000, true, true, OrderedMap.empty());

    public MplsConfig {
        if (labelFirst < Label.FIRST_UNRESERVED
                || labelFirst > labelLast
                || labelLast > Label.MAX) {
            throw new IllegalArgumentException("label range " + labelFirst + " to " + labelLast);
        }
    }

    /// How labels are given to the routes of a VRF: the most specific line that fits, the VRF before the protocol.
    public LabelMode labelMode(Vrf vrf, AddressFamily family) {
        LabelProtocol protocol =
                family == AddressFamily.IPV4 ? LabelProtocol.BGP_VPNV4 : LabelProtocol.BGP_VPNV6;
        return labelModes
                .get(new LabelScope(Optional.of(vrf), protocol))
                .or(() -> labelModes.get(new LabelScope(Optional.of(vrf), LabelProtocol.ALL_AFS)))
                .or(() -> labelModes.get(new LabelScope(Optional.empty(), protocol)))
                .or(() -> labelModes.get(new LabelScope(Optional.empty(), LabelProtocol.ALL_AFS)))
                .orElse(LabelMode.PER_PREFIX);
    }

    public enum LabelProtocol {
        BGP_VPNV4,
        BGP_VPNV6,
        ALL_AFS
    }

    /// @param vrf empty for all VRFs
    public record LabelScope(Optional<Vrf> vrf, LabelProtocol protocol) {}

    public MplsConfig withIp(boolean ip) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }

    public MplsConfig withLabelFirst(int labelFirst) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }

    public MplsConfig withLabelLast(int labelLast) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }

    public MplsConfig withPropagateTtlForwarded(boolean propagateTtlForwarded) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }

    public MplsConfig withPropagateTtlLocal(boolean propagateTtlLocal) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }

    public MplsConfig withLabelModes(OrderedMap<LabelScope, LabelMode> labelModes) {
        return new MplsConfig(
                ip, labelFirst, labelLast, propagateTtlForwarded, propagateTtlLocal, labelModes);
    }
}
