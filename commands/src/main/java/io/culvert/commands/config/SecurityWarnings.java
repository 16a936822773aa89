package io.culvert.commands.config;

import io.culvert.base.InterfaceName;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;

/// [Warnings] about profiles of IKEv2 and IPsec and what they name.
final class SecurityWarnings {
    private final RouterConfig config;
    private final Doubts doubts;

    SecurityWarnings(RouterConfig config, Doubts doubts) {
        this.config = config;
        this.doubts = doubts;
    }

    void look() {
        config.ike().profiles().values().forEach(this::profile);
        config.ike().ipsecProfiles().values().forEach(this::ipsecProfile);
        config.ike().authorizationPolicies().values().forEach(this::authorization);
    }

    /// The IKEv2 profile of an interface's protection, if it is protected by a profile that is there.
    static Optional<String> ikev2Profile(RouterConfig config, InterfaceConfig port) {
        return port.tunnel()
                .protectionProfile()
                .flatMap(config.ike()::ipsecProfile)
                .map(ipsec -> ipsec.ikev2Profile().orElse(IkeConfig.SMART_NAME));
    }

    private void profile(Ikev2Profile profile) {
        String name = "crypto ikev2 profile " + profile.name();
        if (profile.certificateMaps().isEmpty() && profile.identities().isEmpty()) {
            doubts.say("%s has no match line, so no peer selects it".formatted(name));
        }
        profile.certificateMaps().stream()
                .filter(map -> !config.pki().maps().has(map))
                .forEach(
                        map ->
                                doubts.nowhere(
                                        "%s matches by the certificate map %s, which does not exist and matches nobody"
                                                .formatted(name, map)));
        profile.verifyingTrustpoints().stream()
                .filter(point -> !config.pki().trustpoints().has(point))
                .forEach(
                        point ->
                                doubts.nowhere(
                                        "%s names the trustpoint %s, which does not exist"
                                                .formatted(name, point)));
        profile.keyring()
                .filter(ring -> !config.ike().keyrings().has(ring))
                .ifPresent(
                        ring ->
                                doubts.nowhere(
                                        "%s names the keyring %s, which does not exist"
                                                .formatted(name, ring)));
        virtualTemplate(name, profile);
        boolean isByCertificate =
                profile.authenticationRemote().stream()
                        .map(Authentication::method)
                        .anyMatch(Authentication.Method::usesCertificate);
        if (isByCertificate && !profile.isBindingStrict()) {
            doubts.say(
                    "%s takes any identity from a peer with a good certificate, as on IOS; identity binding strict demands that the certificate names it"
                            .formatted(name));
        }
    }

    private void virtualTemplate(String name, Ikev2Profile profile) {
        if (profile.virtualTemplate().isEmpty()) {
            if (!servesMultipoint(profile)) {
                doubts.say(
                        "%s has no virtual-template: it serves as initiator, and as responder only for tunnels that are configured"
                                .formatted(name));
            }
            return;
        }
        String template = "Virtual-Template" + profile.virtualTemplate().getAsInt();
        if (!config.interfaces().has(InterfaceName.of(template))) {
            doubts.nowhere(
                    "%s names %s, which does not exist: as responder it serves configured tunnels alone"
                            .formatted(name, template));
        }
    }

    /// Whoever matches the profile of a multipoint tunnel gets a tunnel there.
    private boolean servesMultipoint(Ikev2Profile profile) {
        return config.interfaces().values().stream()
                .filter(port -> port.tunnel().mode().isMultipoint())
                .anyMatch(port -> ikev2Profile(config, port).equals(Optional.of(profile.name())));
    }

    private void ipsecProfile(IpsecProfile profile) {
        profile.ikev2Profile()
                .filter(name -> !config.ike().profiles().has(name))
                .ifPresent(
                        name ->
                                doubts.nowhere(
                                        "crypto ipsec profile %s names the IKEv2 profile %s, which does not exist: its tunnels stay down"
                                                .formatted(profile.name(), name)));
        profile.transformSets().stream()
                .filter(name -> config.ike().transformSet(name).isEmpty())
                .forEach(
                        name ->
                                doubts.nowhere(
                                        "crypto ipsec profile %s names the transform set %s, which does not exist and is not offered"
                                                .formatted(profile.name(), name)));
    }

    private void authorization(AuthorizationPolicy policy) {
        policy.pool()
                .filter(pool -> !config.ike().pools().has(pool))
                .ifPresent(
                        pool ->
                                doubts.nowhere(
                                        "authorization policy %s names the pool %s, which does not exist: peers get no address"
                                                .formatted(policy.name(), pool)));
    }
}
