package io.culvert.ike.v2;

import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.TransformSet;
import io.culvert.wire.ike.TrafficSelector;
import java.util.List;

/// What a Child SA of a tunnel must be like.
///
/// @param wantsTransport transport mode is asked for and allowed; tunnel mode is always taken where a peer insists (D14)
record ChildPolicy(
        IpsecProfile profile,
        List<EspSuite> suites,
        boolean wantsTransport,
        TrafficSelector.Range local,
        TrafficSelector.Range remote) {
    static ChildPolicy of(IkeConfig config, IpsecProfile profile, TunnelRequest tunnel) {
        return of(config, profile, tunnel.localSelector(), tunnel.remoteSelector());
    }

    static ChildPolicy of(
            IkeConfig config,
            IpsecProfile profile,
            TrafficSelector.Range local,
            TrafficSelector.Range remote) {
        var names =
                profile.transformSets().isEmpty()
                        ? List.of(IkeConfig.SMART_NAME)
                        : profile.transformSets();
        List<TransformSet> sets =
                names.stream().flatMap(name -> config.transformSet(name).stream()).toList();
        return new ChildPolicy(
                profile,
                sets.stream().flatMap(set -> set.suites().stream()).distinct().toList(),
                sets.stream().anyMatch(set -> set.mode() == IpsecMode.TRANSPORT),
                local,
                remote);
    }
}
