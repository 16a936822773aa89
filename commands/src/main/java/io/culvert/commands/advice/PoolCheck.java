package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.router.config.Ipv4Source;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a spoke that asks for its address (RFC 7296 section 2.19) is given one: the way from the hub's profile to the pool. Nothing
/// is said where the hub has another profile that leads to one, or asks somebody else.
final class PoolCheck {
    private final TunnelPair pair;
    private final GroupAuthorization.Kind kind;

    private PoolCheck(TunnelPair pair, GroupAuthorization.Kind kind) {
        this.pair = pair;
        this.kind = kind;
    }

    static Stream<Finding> of(TunnelPair pair) {
        Optional<Authentication> proof =
                pair.spoke().profile().flatMap(Ikev2Profile::authenticationLocal);
        boolean asks = pair.spoke().port().ipv4().address() instanceof Ipv4Source.Negotiated;
        if (!asks || !pair.hub().isTemplate() || proof.isEmpty()) {
            return Stream.empty();
        }
        return new PoolCheck(
                        pair,
                        proof.get().method().usesCertificate()
                                ? GroupAuthorization.Kind.CERTIFICATE
                                : GroupAuthorization.Kind.PRE_SHARED_KEY)
                .check();
    }

    private Stream<Finding> check() {
        boolean mayGive =
                pair.hub().config().ike().profiles().values().stream()
                        .anyMatch(profile -> missing(profile).isEmpty());
        return pair.hub().profile().filter(_ -> !mayGive).flatMap(this::missing).stream()
                .map(
                        missing ->
                                pair.finding(
                                        port -> port.ipv4().address(),
                                        "%s has ip address negotiated, but %s at its hub %s %s: it gets no address"
                                                        .formatted(
                                                                pair.spokeInWords(),
                                                                missing.where(),
                                                                pair.hub().router(),
                                                                missing.what())
                                                + "; enter "
                                                + missing.line()
                                                + " there"));
    }

    private record Missing(String where, String what, String line) {}

    /// What lacks on the way to a pool; empty where nothing does, or where it leads out of the configuration.
    private Optional<Missing> missing(Ikev2Profile profile) {
        Optional<GroupAuthorization> group = profile.groupAuthorization(kind);
        if (group.isEmpty()) {
            String line =
                    "aaa authorization group "
                            + (kind == GroupAuthorization.Kind.CERTIFICATE ? "cert" : "psk")
                            + " list";
            return Optional.of(
                    new Missing(
                            "crypto ikev2 profile " + profile.name(),
                            "has no " + line,
                            line + " with a policy that has a pool"));
        }
        if (!pair.hub().config().ikeSettings().isLocalList(group.get().list())) {
            return Optional.empty();
        }
        String where = "crypto ikev2 authorization policy " + group.get().policy();
        Optional<AuthorizationPolicy> policy =
                pair.hub().config().ike().authorizationPolicy(group.get().policy());
        if (policy.isEmpty()) {
            return Optional.of(new Missing(where, "does not exist", where + " with a pool"));
        }
        if (policy.get().pool().isEmpty()) {
            return Optional.of(new Missing(where, "has no pool", "pool with an ip local pool"));
        }
        String name = policy.get().pool().get();
        boolean has =
                pair.hub().config().ike().pools().get(name).stream()
                        .map(AddressPool::ranges)
                        .anyMatch(
                                ranges ->
                                        ranges.stream()
                                                .anyMatch(
                                                        range ->
                                                                range.first().family()
                                                                        == AddressFamily.IPV4));
        return has
                ? Optional.empty()
                : Optional.of(
                        new Missing(
                                where,
                                "names the pool " + name + ", which has no IPv4 address",
                                "ip local pool " + name + " with addresses"));
    }
}
