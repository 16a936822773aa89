package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.IdentityMatch;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Keyring;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.LocalIdentity;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.ike.v2.config.SharedKey;
import io.culvert.ike.v2.config.TransformSet;
import io.culvert.ike.v2.config.TrustpointUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The published configurations as far as IKE reads them, and a pair with pre-shared keys.
final class Configs {
    private Configs() {}

    private static Ikev2Profile certificates() {
        return Ikev2Profile.DEFAULT
                .withName("default")
                .withAuthenticationLocal(
                        Optional.of(Authentication.of(Authentication.Method.RSA_SIGNATURE)))
                .withAuthenticationRemote(
                        List.of(Authentication.of(Authentication.Method.RSA_SIGNATURE)))
                .withTrustpoints(List.of(TrustpointUse.both("CA")))
                .withDpd(Optional.of(new Dpd(60, 2, true)))
                .withGroupAuthorizations(
                        List.of(
                                new GroupAuthorization(
                                        GroupAuthorization.Kind.CERTIFICATE,
                                        "default",
                                        "default")));
    }

    static IkeConfig hub() {
        Ikev2Profile profile =
                certificates()
                        .withIdentities(List.of(new IdentityMatch.FqdnDomain("cisco.com")))
                        .withIdentityLocal(Optional.of(new LocalIdentity.Dn()))
                        .withVirtualTemplate(OptionalInt.of(1));
        var pool =
                new AddressPool(
                        "mypool",
                        List.of(
                                new AddressPool.Range(
                                        IpAddress.of("10.1.1.1"), IpAddress.of("10.1.1.254"))));
        var policy =
                AuthorizationPolicy.DEFAULT
                        .withName("default")
                        .withPool(Optional.of("mypool"))
                        .withBanner(Optional.of(" Welcome "))
                        .withDefaultDomain(Optional.of("cisco.com"));
        return with(profile)
                .withPools(OrderedMap.<String, AddressPool>empty().with("mypool", pool))
                .withAuthorizationPolicies(
                        OrderedMap.<String, AuthorizationPolicy>empty().with("default", policy));
    }

    static IkeConfig spoke(String fqdn) {
        Ikev2Profile profile =
                certificates()
                        .withCertificateMaps(List.of("FLEX"))
                        .withIdentityLocal(Optional.of(new LocalIdentity.Fqdn(fqdn)));
        var policy =
                AuthorizationPolicy.DEFAULT
                        .withName("default")
                        .withRouteSet(List.of(new RouteSet.OfInterface(Optional.empty())));
        return with(profile)
                .withAuthorizationPolicies(
                        OrderedMap.<String, AuthorizationPolicy>empty().with("default", policy));
    }

    /// One end of a static tunnel with a pre-shared key.
    static IkeConfig psk(String local, String remote) {
        Ikev2Profile profile =
                Ikev2Profile.DEFAULT
                        .withName("default")
                        .withAuthenticationLocal(
                                Optional.of(
                                        Authentication.of(Authentication.Method.PRE_SHARED_KEY)))
                        .withAuthenticationRemote(
                                List.of(Authentication.of(Authentication.Method.PRE_SHARED_KEY)))
                        .withKeyring(Optional.of("ring"))
                        .withIdentities(List.of(new IdentityMatch.Any()))
                        .withDpd(Optional.of(new Dpd(10, 2, false)));
        var peer =
                Ikev2Keyring.Peer.DEFAULT
                        .withName("any")
                        .withAddress(Optional.of(Prefix.DEFAULT_IPV4))
                        .withLocalKey(Optional.of(SharedKey.ofText(local)))
                        .withRemoteKey(Optional.of(SharedKey.ofText(remote)));
        var ring =
                new Ikev2Keyring(
                        "ring", OrderedMap.<String, Ikev2Keyring.Peer>empty().with("any", peer));
        return with(profile)
                .withKeyrings(OrderedMap.<String, Ikev2Keyring>empty().with("ring", ring));
    }

    private static IkeConfig with(Ikev2Profile profile) {
        return IkeConfig.DEFAULT
                .withProfiles(OrderedMap.<String, Ikev2Profile>empty().with("default", profile))
                .withIpsecProfiles(
                        OrderedMap.<String, IpsecProfile>empty()
                                .with(
                                        "default",
                                        IpsecProfile.DEFAULT
                                                .withName("default")
                                                .withIkev2Profile(Optional.of("default"))));
    }

    /// The same with tunnel mode and AES-GCM.
    static IkeConfig inTunnelMode(IkeConfig config) {
        var set = new TransformSet("default", List.of(EspSuite.GCM_256), IpsecMode.TUNNEL);
        return config.withTransformSets(config.transformSets().with("default", set));
    }

    static IkeConfig responderOnly(IkeConfig config) {
        return withIpsec(config, ipsec(config).withResponderOnly(true));
    }

    static IkeConfig withIpsec(IkeConfig config, IpsecProfile profile) {
        return config.withIpsecProfiles(config.ipsecProfiles().with("default", profile));
    }

    static IkeConfig withProfile(IkeConfig config, Ikev2Profile profile) {
        return config.withProfiles(config.profiles().with("default", profile));
    }

    static Ikev2Profile profile(IkeConfig config) {
        return config.profiles().get("default").orElseThrow();
    }

    static IpsecProfile ipsec(IkeConfig config) {
        return config.ipsecProfiles().get("default").orElseThrow();
    }
}
