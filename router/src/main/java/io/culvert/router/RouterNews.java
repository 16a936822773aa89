package io.culvert.router;

import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.host.neighbor.RouterSettings;
import io.culvert.router.config.AdvertisedPrefix;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceNd;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.icmp.RouterAdvertisement.PrefixInformation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What router advertisements say on an interface: its own subnets, as `ipv6 nd prefix` has it.
final class RouterNews {
    /// What IOS and RFC 4861 section 6.2.1 tell hosts to use.
    private static final int HOP_LIMIT = 64;

    /// Only of such a prefix do hosts on Ethernet make addresses (RFC 2464 section 4).
    private static final int AUTONOMOUS_LENGTH = 64;

    private RouterNews() {}

    static Optional<RouterSettings> of(InterfaceState state) {
        InterfaceNd nd = state.config().ipv6().nd();
        if (state.mac().isEmpty() || nd.suppress() == InterfaceNd.Suppress.ALL) {
            return Optional.empty();
        }
        var advertisement =
                new RouterAdvertisement(
                        nd.hopLimitUnspecified() ? 0 : HOP_LIMIT,
                        nd.managed(),
                        nd.other(),
                        nd.lifetimeSeconds(),
                        state.mac(),
                        Optional.of(state.config().ipv6().mtu().orElse(state.mtu())),
                        prefixes(state, nd));
        return Optional.of(
                new RouterSettings(
                        advertisement,
                        nd.suppress() == InterfaceNd.Suppress.NONE,
                        Duration.ofSeconds(nd.intervalSeconds())));
    }

    private static List<PrefixInformation> prefixes(InterfaceState state, InterfaceNd nd) {
        Map<Prefix, AdvertisedPrefix> all = new LinkedHashMap<>();
        for (InterfaceAddress own : state.addresses()) {
            if (own.address() instanceof Ipv6Address && !state.isBorrowed(own)) {
                all.put(own.subnet(), AdvertisedPrefix.DEFAULT);
            }
        }
        all.putAll(nd.prefixes().asMap());
        return all.entrySet().stream()
                .filter(each -> each.getValue().advertised())
                .limit(RouterAdvertisement.PREFIXES_MAX)
                .map(each -> information(each.getKey(), each.getValue()))
                .toList();
    }

    private static PrefixInformation information(Prefix prefix, AdvertisedPrefix how) {
        return new PrefixInformation(
                prefix,
                how.onLink(),
                how.autonomous() && prefix.length() == AUTONOMOUS_LENGTH,
                how.validSeconds(),
                how.preferredSeconds());
    }
}
