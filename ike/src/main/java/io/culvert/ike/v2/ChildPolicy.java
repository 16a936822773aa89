package io.culvert.ike.v2;

import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.TransformSet;
import java.util.List;

/// What the Child SAs of a tunnel must be like.
///
/// @param wantsTransport transport mode is asked for and allowed, which only the traffic between two hosts can have (RFC 4301
///     section 4.1); tunnel mode is always taken where a peer insists (D14)
/// @param children what each carries
record ChildPolicy(
        IpsecProfile profile,
        List<EspSuite> suites,
        boolean wantsTransport,
        List<WantedChild> children) {
    ChildPolicy {
        suites = List.copyOf(suites);
        children = List.copyOf(children);
    }

    static ChildPolicy of(IkeConfig config, IpsecProfile profile, List<WantedChild> children) {
        var names =
                profile.transformSets().isEmpty()
                        ? List.of(IkeConfig.SMART_NAME)
                        : profile.transformSets();
        List<TransformSet> sets =
                names.stream().flatMap(name -> config.transformSet(name).stream()).toList();
        return new ChildPolicy(
                profile,
                sets.stream().flatMap(set -> set.suites().stream()).distinct().toList(),
                sets.stream().anyMatch(set -> set.mode() == IpsecMode.TRANSPORT)
                        && children.stream().allMatch(WantedChild::isOnePair),
                children);
    }

    /// The policy that allows no other Child SAs than ones like this.
    ChildPolicy like(ChildSa sa) {
        return new ChildPolicy(
                profile.withEsn(sa.isEsn()),
                List.of(sa.suite()),
                sa.mode() == IpsecMode.TRANSPORT,
                children);
    }
}
