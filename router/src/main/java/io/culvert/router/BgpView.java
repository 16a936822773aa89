package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.LabelMode;
import io.culvert.bgp.config.VrfConfig;
import io.culvert.bgp.config.VrfRoutes;
import io.culvert.router.config.MplsConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.VrfFamily;
import java.util.TreeMap;
import java.util.TreeSet;

/// What of the configuration concerns BGP, in BGP's own terms.
final class BgpView {
    private BgpView() {}

    static BgpSettings of(RouterConfig config) {
        var vrfs = new TreeMap<Vrf, VrfConfig>();
        for (io.culvert.router.config.VrfConfig each : config.vrfs()) {
            var families = new TreeMap<AddressFamily, VrfRoutes>();
            for (AddressFamily family : AddressFamily.values()) {
                if (each.has(family)) {
                    families.put(family, routes(each.effective(family)));
                }
            }
            vrfs.put(
                    each.vrf(),
                    new VrfConfig(each.rd(), labelMode(config.mpls(), each.vrf()), families));
        }
        return new BgpSettings(config.bgp(), vrfs, config.policies(), config.system().hostname());
    }

    private static VrfRoutes routes(VrfFamily family) {
        return new VrfRoutes(
                new TreeSet<>(family.exportTargets()),
                new TreeSet<>(family.importTargets()),
                family.exportMap(),
                family.importMap());
    }

    private static LabelMode labelMode(MplsConfig mpls, Vrf vrf) {
        return switch (mpls.labelMode(vrf, AddressFamily.IPV4)) {
            case PER_PREFIX -> LabelMode.PER_PREFIX;
            case PER_VRF -> LabelMode.PER_VRF;
        };
    }
}
