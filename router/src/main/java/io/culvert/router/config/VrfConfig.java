package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.OrderedMap;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import java.util.Optional;

/// One VRF. `vrf definition` and the older `ip vrf` write the same object; which of the two was typed is remembered,
/// because the older one holds IPv4 alone and has no address families to enter.
///
/// @param legacy whether `ip vrf` defined it
/// @param common route targets written outside of any address family
/// @param families the address families entered; a family that was not entered does not exist
public record VrfConfig(
        Vrf vrf,
        boolean legacy,
        Optional<String> description,
        Optional<RouteDistinguisher> rd,
        VrfFamily common,
        OrderedMap<AddressFamily, VrfFamily> families) {
    public static VrfConfig of(Vrf vrf, boolean legacy) {
        return new VrfConfig(
                vrf,
                legacy,
                Optional.empty(),
                Optional.empty(),
                VrfFamily.DEFAULT,
                OrderedMap.empty());
    }

    public boolean has(AddressFamily family) {
        return legacy ? family == AddressFamily.IPV4 : families.has(family);
    }

    /// The route targets and maps that hold for a family: its own where it has any, else those of the VRF as a whole.
    public VrfFamily effective(AddressFamily family) {
        VrfFamily own = families.get(family).orElse(VrfFamily.DEFAULT);
        return new VrfFamily(
                own.importTargets().isEmpty() ? common.importTargets() : own.importTargets(),
                own.exportTargets().isEmpty() ? common.exportTargets() : own.exportTargets(),
                own.importMap().or(common::importMap),
                own.exportMap().or(common::exportMap));
    }

    public VrfConfig withVrf(Vrf vrf) {
        return new VrfConfig(vrf, legacy, description, rd, common, families);
    }

    public VrfConfig withDescription(Optional<String> description) {
        return new VrfConfig(vrf, legacy, description, rd, common, families);
    }

    public VrfConfig withRd(Optional<RouteDistinguisher> rd) {
        return new VrfConfig(vrf, legacy, description, rd, common, families);
    }

    public VrfConfig withCommon(VrfFamily common) {
        return new VrfConfig(vrf, legacy, description, rd, common, families);
    }

    public VrfConfig withFamilies(OrderedMap<AddressFamily, VrfFamily> families) {
        return new VrfConfig(vrf, legacy, description, rd, common, families);
    }
}
