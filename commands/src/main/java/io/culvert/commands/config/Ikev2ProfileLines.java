package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.LocalIdentity;
import io.culvert.ike.v2.config.TrustpointUse;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// `crypto ikev2 profile`.
final class Ikev2ProfileLines {
    private Ikev2ProfileLines() {}

    static Block<RouterConfig, Ikev2Profile> block() {
        return Blocks.<RouterConfig, String, Ikev2Profile>named(
                        words("crypto ikev2 profile", "Define IKEv2 Profiles"),
                        Args.word("Name of IKEv2 Profile"),
                        "config-ikev2-profile",
                        config -> config.ike().profiles(),
                        Ikev2Lines.ike(IkeConfig::withProfiles),
                        Ikev2Profile.DEFAULT::withName)
                .with(
                        Kept.<Ikev2Profile>accepted(
                                "for the reader alone",
                                words("description", "Specify a description of this profile"),
                                Args.line("Description")),
                        Kept.<Ikev2Profile>accepted(
                                "the VRF of a tunnel is that of its interface or template",
                                words("ivrf", "VRF inside of the tunnel"),
                                Args.word("Name of the VRF")),
                        Kept.<Ikev2Profile>accepted(
                                "nothing is accounted",
                                words("aaa accounting", "AAA accounting"),
                                Args.line("Kind of peers and list")))
                .with(matches())
                .with(identities())
                .with(authentications())
                .with(others());
    }

    private static List<Declaration<Ikev2Profile>> matches() {
        Arg<String> map = Args.word("Name of the certificate map");
        var match = new IdentityWords();
        return List.of(
                Ikev2Lines.fvrf(Ikev2Profile::fvrf, Ikev2Profile::withFvrf),
                Ikev2Lines.localAddress(
                        Ikev2Profile::localAddresses, Ikev2Profile::withLocalAddresses),
                Line.<Ikev2Profile>of(
                                words("match identity remote", "Match peer's identity"),
                                match.syntax(),
                                cut())
                        .set(
                                (profile, v) ->
                                        profile.withIdentities(
                                                Lists.with(profile.identities(), match.read(v))))
                        .unset(
                                (profile, v) ->
                                        profile.withIdentities(
                                                Lists.without(profile.identities(), match.read(v))))
                        .show(profile -> profile.identities().stream().map(match::show)),
                Line.<Ikev2Profile>of(
                                words("match certificate", "Peer certificate attributes"),
                                map,
                                cut())
                        .set(
                                (profile, v) ->
                                        profile.withCertificateMaps(
                                                Lists.with(profile.certificateMaps(), v.get(map))))
                        .unset(
                                (profile, v) ->
                                        profile.withCertificateMaps(
                                                Lists.without(
                                                        profile.certificateMaps(), v.get(map))))
                        .show(
                                profile ->
                                        profile.certificateMaps().stream()
                                                .map(name -> Values.of(map, name))));
    }

    private static List<Declaration<Ikev2Profile>> identities() {
        Arg<String> fqdn = Args.word("Name");
        Arg<String> email = Args.word("Address");
        Arg<IpAddress> address = Args.address("Address");
        Arg<String> keyId = Args.word("Key identifier");
        Arg<Boolean> dn = Args.flag("dn", "Use the subject of our certificate");
        return List.of(
                Line.<Ikev2Profile>of(
                                words("identity local", "Specify the local IKE identity to use"),
                                oneOf(
                                        seq(words("address", "address"), address),
                                        dn,
                                        seq(words("email", "Fully qualified email string"), email),
                                        seq(
                                                words("fqdn", "Fully qualified domain name string"),
                                                fqdn),
                                        seq(words("key-id", "key-id opaque string"), keyId)))
                        .set(
                                (profile, v) ->
                                        profile.withIdentityLocal(
                                                Optional.of(
                                                        v.has(dn)
                                                                ? new LocalIdentity.Dn()
                                                                : v.has(fqdn)
                                                                        ? new LocalIdentity.Fqdn(
                                                                                v.get(fqdn))
                                                                        : v.has(email)
                                                                                ? new LocalIdentity
                                                                                        .Email(
                                                                                        v.get(
                                                                                                email))
                                                                                : v.has(keyId)
                                                                                        ? new LocalIdentity
                                                                                                .KeyId(
                                                                                                v
                                                                                                        .get(
                                                                                                                keyId))
                                                                                        : new LocalIdentity
                                                                                                .Address(
                                                                                                v
                                                                                                        .get(
                                                                                                                address)))))
                        .unset((profile, _) -> profile.withIdentityLocal(Optional.empty()))
                        .show(
                                profile ->
                                        profile.identityLocal().stream()
                                                .map(
                                                        id ->
                                                                switch (id) {
                                                                    case LocalIdentity.Fqdn(
                                                                                    var name) ->
                                                                            Values.of(fqdn, name);
                                                                    case LocalIdentity.Email(
                                                                                    var name) ->
                                                                            Values.of(email, name);
                                                                    case LocalIdentity.Address(
                                                                                    var a) ->
                                                                            Values.of(address, a);
                                                                    case LocalIdentity.KeyId(
                                                                                    var key) ->
                                                                            Values.of(keyId, key);
                                                                    case LocalIdentity.Dn _ ->
                                                                            Values.of(dn, true);
                                                                })),
                Line.<Ikev2Profile>flag(
                        "identity binding strict",
                        "Demand that the peer's identity stands in its certificate",
                        Ikev2Profile::isBindingStrict,
                        Ikev2Profile::withBindingStrict,
                        Ikev2Profile.DEFAULT.isBindingStrict()));
    }

    private static List<Declaration<Ikev2Profile>> authentications() {
        Arg<Authentication.Method> method = method();
        Arg<Secret> key = Secrets.word();
        Syntax form =
                seq(
                        method,
                        maybe(
                                words("key", "Key"),
                                maybe(Args.flag("0", "The key follows unencrypted")),
                                key));
        return List.of(
                Line.<Ikev2Profile>of(
                                words("authentication remote", "Set remote authentication method"),
                                form)
                        .set(
                                (profile, v) -> {
                                    var all = new ArrayList<>(profile.authenticationRemote());
                                    all.removeIf(other -> other.method() == v.get(method));
                                    all.add(new Authentication(v.get(method), v.find(key)));
                                    return profile.withAuthenticationRemote(all);
                                })
                        .unset(
                                (profile, v) ->
                                        profile.withAuthenticationRemote(
                                                profile.authenticationRemote().stream()
                                                        .filter(
                                                                other ->
                                                                        v.has(method)
                                                                                && other.method()
                                                                                        != v.get(
                                                                                                method))
                                                        .toList()))
                        .show(
                                profile ->
                                        profile.authenticationRemote().stream()
                                                .map(
                                                        each ->
                                                                Values.of(method, each.method())
                                                                        .and(key, each.key()))),
                Line.<Ikev2Profile>of(
                                words("authentication local", "Set local authentication method"),
                                form)
                        .set(
                                (profile, v) ->
                                        profile.withAuthenticationLocal(
                                                Optional.of(
                                                        new Authentication(
                                                                v.get(method), v.find(key)))))
                        .unset((profile, _) -> profile.withAuthenticationLocal(Optional.empty()))
                        .show(
                                profile ->
                                        profile.authenticationLocal().stream()
                                                .map(
                                                        each ->
                                                                Values.of(method, each.method())
                                                                        .and(key, each.key()))));
    }

    private static Arg<Authentication.Method> method() {
        return Args.choice(
                Args.option(
                        "rsa-sig",
                        Authentication.Method.RSA_SIGNATURE,
                        "Signature with the key of the trustpoint"),
                Args.option(
                        "rsa-pss",
                        Authentication.Method.RSA_PSS_SIGNATURE,
                        "RSASSA-PSS Signature (RFC 7427)"),
                Args.option("ecdsa-sig", Authentication.Method.ECDSA_SIGNATURE, "ECDSA Signature"),
                Args.option("pre-share", Authentication.Method.PRE_SHARED_KEY, "Pre-Shared Key"));
    }

    private static List<Declaration<Ikev2Profile>> others() {
        Arg<Integer> template = Args.integer(1, 4_096, "Virtual-Template interface number");
        return List.of(
                Line.<Ikev2Profile, String>maybe(
                        "keyring local",
                        "Specify the keyring to use",
                        Args.word("Name of the keyring"),
                        Ikev2Profile::keyring,
                        Ikev2Profile::withKeyring),
                trustpoint(),
                Ikev2Lines.dpd("dpd", Ikev2Profile::dpd, Ikev2Profile::withDpd),
                Line.<Ikev2Profile, Integer>maybe(
                        "nat keepalive",
                        "NAT keepalive interval",
                        Args.integer(5, 3_600, "Seconds"),
                        Ikev2Profile::natKeepaliveSeconds,
                        Ikev2Profile::withNatKeepaliveSeconds),
                Line.<Ikev2Profile>flag(
                        "nat force-encap",
                        "Carry ESP in UDP whether or not there is a NAT",
                        Ikev2Profile::isNatForced,
                        Ikev2Profile::withNatForced,
                        Ikev2Profile.DEFAULT.isNatForced()),
                Line.<Ikev2Profile, Integer>leaf(
                        "lifetime",
                        "Set lifetime for IKEv2 security association",
                        Args.integer(120, 86_400, "Seconds"),
                        Ikev2Profile::lifetimeSeconds,
                        Ikev2Profile::withLifetimeSeconds,
                        Ikev2Profile.LIFETIME_SECONDS),
                groupAuthorization(),
                Line.<Ikev2Profile>of(
                                words(
                                        "virtual-template",
                                        "Specify the virtual-template for dynamic interface creation"),
                                template)
                        .set(
                                (profile, v) ->
                                        profile.withVirtualTemplate(
                                                OptionalInt.of(v.get(template))))
                        .unset((profile, _) -> profile.withVirtualTemplate(OptionalInt.empty()))
                        .show(
                                profile ->
                                        profile.virtualTemplate().stream()
                                                .mapToObj(number -> Values.of(template, number))));
    }

    private static Line<Ikev2Profile> trustpoint() {
        enum Use {
            SIGN,
            VERIFY
        }
        Arg<String> name = Args.word("Name of the trustpoint");
        Arg<Use> use =
                Args.choice(
                        Args.option(
                                "sign", Use.SIGN, "Use certificates from this trustpoint to sign"),
                        Args.option(
                                "verify",
                                Use.VERIFY,
                                "Use certificates from this trustpoint to verify"));
        return Line.<Ikev2Profile>of(
                        words("pki trustpoint", "Specify certificate authorities to use"),
                        name,
                        cut(),
                        maybe(use))
                .set(
                        (profile, v) ->
                                profile.withTrustpoints(
                                        Lists.with(
                                                profile.trustpoints().stream()
                                                        .filter(
                                                                each ->
                                                                        !each.name()
                                                                                .equals(
                                                                                        v.get(
                                                                                                name)))
                                                        .toList(),
                                                new TrustpointUse(
                                                        v.get(name),
                                                        v.find(use)
                                                                .map(u -> u == Use.SIGN)
                                                                .orElse(true),
                                                        v.find(use)
                                                                .map(u -> u == Use.VERIFY)
                                                                .orElse(true)))))
                .unset(
                        (profile, v) ->
                                profile.withTrustpoints(
                                        profile.trustpoints().stream()
                                                .filter(each -> !each.name().equals(v.get(name)))
                                                .toList()))
                .show(
                        profile ->
                                profile.trustpoints().stream()
                                        .map(
                                                each ->
                                                        Values.of(name, each.name())
                                                                .and(
                                                                        use,
                                                                        each.signs()
                                                                                        && each
                                                                                                .verifies()
                                                                                ? Optional.empty()
                                                                                : Optional.of(
                                                                                        each.signs()
                                                                                                ? Use
                                                                                                        .SIGN
                                                                                                : Use
                                                                                                        .VERIFY))));
    }

    private static Line<Ikev2Profile> groupAuthorization() {
        Arg<GroupAuthorization.Kind> kind =
                Args.choice(
                        Args.option(
                                "cert",
                                GroupAuthorization.Kind.CERTIFICATE,
                                "For peers with a certificate"),
                        Args.option(
                                "psk",
                                GroupAuthorization.Kind.PRE_SHARED_KEY,
                                "For peers with a pre-shared key"));
        Arg<String> list = Args.word("AAA list name");
        Arg<String> name = Args.word("Name of the authorization policy");
        return Line.<Ikev2Profile>of(
                        words("aaa authorization group", "AAA group authorization"),
                        maybe(Args.flag("override", "It goes before what is said of a user")),
                        kind,
                        cut(),
                        words("list", "Specify the AAA list"),
                        list,
                        name)
                .set(
                        (profile, v) -> {
                            var all = new ArrayList<>(profile.groupAuthorizations());
                            all.removeIf(each -> each.kind() == v.get(kind));
                            all.add(new GroupAuthorization(v.get(kind), v.get(list), v.get(name)));
                            return profile.withGroupAuthorizations(all);
                        })
                .unset(
                        (profile, v) ->
                                profile.withGroupAuthorizations(
                                        profile.groupAuthorizations().stream()
                                                .filter(each -> each.kind() != v.get(kind))
                                                .toList()))
                .show(
                        profile ->
                                profile.groupAuthorizations().stream()
                                        .map(
                                                each ->
                                                        Values.of(kind, each.kind())
                                                                .and(list, each.list())
                                                                .and(name, each.policy())));
    }
}
