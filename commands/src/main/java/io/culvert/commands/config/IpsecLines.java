package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.PublicKeyLibrary;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.PerResource;
import io.culvert.ike.v2.config.TransformSet;
import io.culvert.router.config.IpsecConfig;
import io.culvert.router.config.IpsecConfig.DontFragment;
import io.culvert.router.config.RouterConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `crypto ipsec`: transform sets, profiles and what concerns all tunnels.
final class IpsecLines {
    private static final Arg<Integrity> HASH =
            Args.choice(
                    Args.option(
                            "esp-sha-hmac",
                            Integrity.HMAC_SHA1_96,
                            "ESP transform using HMAC-SHA auth"),
                    Args.option(
                            "esp-sha256-hmac",
                            Integrity.HMAC_SHA2_256_128,
                            "ESP transform using HMAC-SHA256 auth"),
                    Args.option(
                            "esp-sha384-hmac",
                            Integrity.HMAC_SHA2_384_192,
                            "ESP transform using HMAC-SHA384 auth"),
                    Args.option(
                            "esp-sha512-hmac",
                            Integrity.HMAC_SHA2_512_256,
                            "ESP transform using HMAC-SHA512 auth"));
    private static final Arg<Boolean> AES = Args.flag("esp-aes", "ESP transform using AES cipher");
    private static final Arg<Boolean> GCM = Args.flag("esp-gcm", "ESP transform using GCM cipher");
    private static final Arg<Integer> KEY_BITS =
            Args.choice(
                    Args.option("128", 128, "128 bit keys"),
                    Args.option("192", 192, "192 bit keys"),
                    Args.option("256", 256, "256 bit keys"));
    private static final Arg<Boolean> GMAC =
            Args.flag("esp-gmac", "ESP transform using GMAC: integrity alone");
    private static final Arg<Boolean> CHACHA =
            Args.flag("esp-chacha20-poly1305", "ESP transform using ChaCha20 and Poly1305");
    private static final Arg<Boolean> NULL =
            Args.flag("esp-null", "ESP transform without a cipher");
    private static final Syntax SUITE =
            oneOf(
                    seq(AES, maybe(KEY_BITS), HASH),
                    seq(GCM, maybe(KEY_BITS)),
                    seq(GMAC, maybe(KEY_BITS)),
                    CHACHA,
                    seq(NULL, HASH),
                    // As IOS takes them too; it shows the cipher first.
                    seq(HASH, oneOf(seq(AES, maybe(KEY_BITS)), NULL)));

    private IpsecLines() {}

    private static <T> BiFunction<RouterConfig, T, RouterConfig> ipsec(
            BiFunction<IpsecConfig, T, IpsecConfig> write) {
        return (config, value) -> config.withIpsec(write.apply(config.ipsec(), value));
    }

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                IpsecLines.<RouterConfig>lifetime(
                        "crypto ipsec security-association lifetime",
                        config -> config.ipsec().lifetimeSeconds(),
                        ipsec(IpsecConfig::withLifetimeSeconds),
                        config -> config.ipsec().lifetimeKilobytes(),
                        ipsec(IpsecConfig::withLifetimeKilobytes)),
                replay(
                        "crypto ipsec security-association replay",
                        config -> config.ipsec().replayWindow(),
                        ipsec(IpsecConfig::withReplayWindow)),
                transformSet(),
                Line.<RouterConfig, DontFragment>leaf(
                        "crypto ipsec df-bit",
                        "Handling of encapsulated DF bit.",
                        Args.choice(
                                Args.option(
                                        "clear",
                                        DontFragment.CLEAR,
                                        "Clear DF bit for encapsulated tunnel"),
                                Args.option(
                                        "copy",
                                        DontFragment.COPY,
                                        "Copy DF bit from original IP header"),
                                Args.option(
                                        "set",
                                        DontFragment.SET,
                                        "Set DF bit for encapsulated tunnel")),
                        config -> config.ipsec().dontFragment(),
                        ipsec(IpsecConfig::withDontFragment),
                        IpsecConfig.DEFAULT.dontFragment()),
                Line.<RouterConfig, Boolean>leaf(
                        "crypto ipsec fragmentation",
                        "Handling of fragmentation of near-MTU sized packets",
                        Args.choice(
                                Args.option(
                                        "before-encryption",
                                        true,
                                        "Perform fragmentation before encryption"),
                                Args.option(
                                        "after-encryption",
                                        false,
                                        "Perform fragmentation after encryption")),
                        config -> config.ipsec().fragmentBeforeEncryption(),
                        ipsec(IpsecConfig::withFragmentBeforeEncryption),
                        IpsecConfig.DEFAULT.fragmentBeforeEncryption()),
                Line.<RouterConfig, CipherLibrary>leaf(
                        "crypto engine library",
                        "Library of the ESP ciphers, for SAs made from now on",
                        Args.choice(
                                library(
                                        CipherLibrary.AUTO,
                                        "The fastest for each suite of those that are there"),
                                library(
                                        CipherLibrary.MULTI_BUFFER,
                                        "Intel's multi-buffer library for IPsec"),
                                library(CipherLibrary.OPENSSL, "The libcrypto of OpenSSL 3"),
                                library(CipherLibrary.JDK, "The ciphers of Java")),
                        config -> config.ipsec().library(),
                        ipsec(IpsecConfig::withLibrary),
                        IpsecConfig.DEFAULT.library()),
                Line.<RouterConfig, PublicKeyLibrary>leaf(
                        "crypto engine public-key",
                        "Library of IKE's key exchanges and signatures",
                        Args.choice(
                                library(
                                        PublicKeyLibrary.AUTO,
                                        "The first of those that are there and have the algorithm"),
                                library(
                                        PublicKeyLibrary.CORRETTO,
                                        "Amazon Corretto Crypto Provider: signatures, NIST curves"),
                                library(
                                        PublicKeyLibrary.OPENSSL,
                                        "The libcrypto of OpenSSL 3: X25519, X448, groups of integers"),
                                library(PublicKeyLibrary.JDK, "Java's own")),
                        config -> config.ipsec().publicKeyLibrary(),
                        ipsec(IpsecConfig::withPublicKeyLibrary),
                        IpsecConfig.DEFAULT.publicKeyLibrary()),
                profile());
    }

    private static Arg.Option<CipherLibrary> library(CipherLibrary library, String help) {
        return Args.option(library.word(), library, help);
    }

    private static Arg.Option<PublicKeyLibrary> library(PublicKeyLibrary library, String help) {
        return Args.option(library.word(), library, help);
    }

    private static Block<RouterConfig, TransformSet> transformSet() {
        Arg<String> name = Args.word("Transform set tag");
        return Block.<RouterConfig, TransformSet>of(
                        seq(
                                words(
                                        "crypto ipsec transform-set",
                                        "Define transform and settings"),
                                name,
                                cut(),
                                SUITE),
                        "cfg-crypto-trans",
                        config ->
                                config.ike().transformSets().values().stream()
                                        .map(
                                                set ->
                                                        suite(
                                                                Values.of(name, set.name()),
                                                                set.suites().getFirst()))
                                        .toList(),
                        (config, v) -> config.ike().transformSets().get(v.get(name)),
                        v -> TransformSet.DEFAULT.withName(v.get(name)),
                        (config, v, set) ->
                                config.withIke(
                                        config.ike()
                                                .withTransformSets(
                                                        config.ike()
                                                                .transformSets()
                                                                .with(v.get(name), set))))
                .opening(
                        (_, v, before) ->
                                io.culvert.cli.Change.to(
                                        before.orElseGet(
                                                        () ->
                                                                TransformSet.DEFAULT.withName(
                                                                        v.get(name)))
                                                .withSuites(List.of(suite(v)))))
                .removing(
                        (config, v) ->
                                config.withIke(
                                        config.ike()
                                                .withTransformSets(
                                                        config.ike()
                                                                .transformSets()
                                                                .without(v.get(name)))))
                .with(
                        Line.<TransformSet, IpsecMode>leaf(
                                        "mode",
                                        "encapsulation mode (transport/tunnel)",
                                        Args.choice(
                                                Args.option(
                                                        "tunnel",
                                                        IpsecMode.TUNNEL,
                                                        "tunnel (datagram encapsulation) mode"),
                                                Args.option(
                                                        "transport",
                                                        IpsecMode.TRANSPORT,
                                                        "transport (payload encapsulation) mode")),
                                        TransformSet::mode,
                                        TransformSet::withMode,
                                        TransformSet.DEFAULT.mode())
                                .shownAlways());
    }

    private static EspSuite suite(Values v) {
        Encryption.Mode mode =
                v.has(GCM)
                        ? Encryption.Mode.GCM
                        : v.has(GMAC)
                                ? Encryption.Mode.GMAC
                                : v.has(CHACHA)
                                        ? Encryption.Mode.CHACHA20
                                        : v.has(NULL) ? Encryption.Mode.NULL : Encryption.Mode.CBC;
        int bits = v.find(KEY_BITS).orElse(128);
        Encryption cipher =
                Arrays.stream(Encryption.values())
                        .filter(each -> each.mode() == mode)
                        .filter(each -> !hasKeySizes(mode) || each.keyBits() == bits)
                        .filter(each -> !each.isAead() || each.tagOctets() == 16)
                        .findFirst()
                        .orElseThrow();
        return new EspSuite(cipher, v.find(HASH).orElse(Integrity.NONE));
    }

    private static boolean hasKeySizes(Encryption.Mode mode) {
        return mode != Encryption.Mode.CHACHA20 && mode != Encryption.Mode.NULL;
    }

    private static Values suite(Values values, EspSuite suite) {
        Encryption cipher = suite.encryption();
        Arg<Boolean> word =
                switch (cipher.mode()) {
                    case GCM -> GCM;
                    case GMAC -> GMAC;
                    case CHACHA20 -> CHACHA;
                    case NULL -> NULL;
                    case CBC -> AES;
                };
        return values.and(word, true)
                .and(
                        KEY_BITS,
                        Optional.of(cipher.keyBits())
                                .filter(bits -> hasKeySizes(cipher.mode()) && bits != 128))
                .and(HASH, Optional.of(suite.integrity()).filter(hash -> hash != Integrity.NONE));
    }

    private static Block<RouterConfig, IpsecProfile> profile() {
        Arg<String> set = Args.word("Proposal tag");
        Arg<KeyExchangeMethod> group = Transforms.PFS_GROUP;
        return Blocks.<RouterConfig, String, IpsecProfile>named(
                        words("crypto ipsec profile", "Configure an ipsec policy profile"),
                        Args.word("Profile name"),
                        "ipsec-profile",
                        config -> config.ike().ipsecProfiles(),
                        Ikev2Lines.ike(IkeConfig::withIpsecProfiles),
                        IpsecProfile.DEFAULT::withName)
                .with(
                        Kept.<IpsecProfile>accepted(
                                "for the reader alone",
                                words("description", "Specify a description of this profile"),
                                Args.line("Description")))
                .with(
                        IpsecLines.<IpsecProfile>lifetime(
                                "set security-association lifetime",
                                profile ->
                                        Optional.of((long) profile.lifetimeSeconds())
                                                .filter(
                                                        s ->
                                                                s
                                                                        != IpsecProfile.DEFAULT
                                                                                .lifetimeSeconds()),
                                (profile, seconds) ->
                                        profile.withLifetimeSeconds(
                                                seconds.map(Long::intValue)
                                                        .orElse(
                                                                IpsecProfile.DEFAULT
                                                                        .lifetimeSeconds())),
                                profile ->
                                        Optional.of(profile.lifetimeKilobytes())
                                                .filter(
                                                        k ->
                                                                k
                                                                        != IpsecProfile.DEFAULT
                                                                                .lifetimeKilobytes()),
                                (profile, kilobytes) ->
                                        profile.withLifetimeKilobytes(
                                                kilobytes.orElse(
                                                        IpsecProfile.DEFAULT.lifetimeKilobytes()))))
                .with(
                        replay(
                                "set security-association replay",
                                profile ->
                                        Optional.of(profile.replayWindow())
                                                .filter(
                                                        w ->
                                                                w
                                                                        != IpsecProfile.DEFAULT
                                                                                .replayWindow()),
                                (profile, window) ->
                                        profile.withReplayWindow(
                                                window.orElse(
                                                        IpsecProfile.DEFAULT.replayWindow()))),
                        Line.<IpsecProfile>flag(
                                "set security-association esn",
                                "Extended sequence numbers (RFC 4303 section 2.2.1)",
                                IpsecProfile::isEsn,
                                IpsecProfile::withEsn,
                                false),
                        Line.<IpsecProfile>flag(
                                "set security-association per-resource",
                                "A security association of its own for each worker (RFC 9611)",
                                profile -> profile.perResource() == PerResource.WANTED,
                                (profile, on) -> withPerResource(profile, PerResource.WANTED, on),
                                false),
                        Line.<IpsecProfile>flag(
                                "set security-association per-resource refuse",
                                "Refuse the peer security associations of single workers",
                                profile -> profile.perResource() == PerResource.REFUSED,
                                (profile, on) -> withPerResource(profile, PerResource.REFUSED, on),
                                false),
                        Line.<IpsecProfile>of(
                                        words(
                                                "set transform-set",
                                                "Specify list of transform sets in priority order"),
                                        many(set))
                                .set((profile, v) -> profile.withTransformSets(v.all(set)))
                                .unset((profile, _) -> profile.withTransformSets(List.of()))
                                .show(
                                        profile ->
                                                profile.transformSets().isEmpty()
                                                        ? Stream.empty()
                                                        : Stream.of(
                                                                Values.NONE.andAll(
                                                                        set,
                                                                        profile.transformSets()))),
                        Line.<IpsecProfile, KeyExchangeMethod>maybe(
                                "set pfs",
                                "Specify pfs settings",
                                group,
                                IpsecProfile::pfsGroup,
                                IpsecProfile::withPfsGroup),
                        Line.<IpsecProfile, String>maybe(
                                "set ikev2-profile",
                                "Specify ikev2 Profile",
                                Args.word("Name of the profile"),
                                IpsecProfile::ikev2Profile,
                                IpsecProfile::withIkev2Profile),
                        Line.<IpsecProfile>flag(
                                "responder-only",
                                "Do not initiate SAs from this device",
                                IpsecProfile::isResponderOnly,
                                IpsecProfile::withResponderOnly,
                                false));
    }

    private static <C> Line<C> lifetime(
            String words,
            Function<C, Optional<Long>> seconds,
            BiFunction<C, Optional<Long>, C> withSeconds,
            Function<C, Optional<Long>> kilobytes,
            BiFunction<C, Optional<Long>, C> withKilobytes) {
        Arg<Long> secondsArg =
                Args.unsigned(120, 2_592_000, "Security association duration in seconds");
        Arg<Long> kilobytesArg =
                Args.unsigned(
                        2_560,
                        4_294_967_295L,
                        "Security association duration in kilobytes encrypted");
        Arg<Boolean> none = Args.flag("disable", "Disable volume-based rekey");
        Arg<Boolean> time = Args.flag("seconds", "Time-based key duration");
        Arg<Boolean> volume = Args.flag("kilobytes", "Volume-based key duration");
        return Line.<C>of(
                        words(words, "Security association lifetime"),
                        oneOf(
                                seq(time, cut(), secondsArg),
                                seq(volume, cut(), oneOf(kilobytesArg, none))))
                .set(
                        (c, v) ->
                                v.has(time)
                                        ? withSeconds.apply(c, v.find(secondsArg))
                                        : withKilobytes.apply(
                                                c, Optional.of(v.find(kilobytesArg).orElse(0L))))
                .unset(
                        (c, v) ->
                                v.has(time)
                                        ? withSeconds.apply(c, Optional.empty())
                                        : withKilobytes.apply(c, Optional.empty()))
                .show(
                        c ->
                                Stream.concat(
                                        seconds.apply(c).stream()
                                                .map(s -> Values.of(time, true).and(secondsArg, s)),
                                        kilobytes.apply(c).stream()
                                                .map(
                                                        k ->
                                                                k == 0
                                                                        ? Values.of(volume, true)
                                                                                .and(none, true)
                                                                        : Values.of(volume, true)
                                                                                .and(
                                                                                        kilobytesArg,
                                                                                        k))));
    }

    private static <C> Line<C> replay(
            String words,
            Function<C, Optional<Integer>> read,
            BiFunction<C, Optional<Integer>, C> write) {
        Arg<Boolean> disable = Args.flag("disable", "Disable replay checking");
        Arg<Integer> window =
                Args.choice(
                        Args.option("64", 64, "Window size of 64 (default)"),
                        Args.option("128", 128, "Window size of 128"),
                        Args.option("256", 256, "Window size of 256"),
                        Args.option("512", 512, "Window size of 512"),
                        Args.option("1024", 1_024, "Window size of 1024"),
                        Args.option("2048", 2_048, "Window size of 2048"),
                        Args.option("4096", 4_096, "Window size of 4096"));
        return Line.<C>of(
                        words(words, "Set replay checking"),
                        oneOf(disable, seq(words("window-size", "Set replay window size"), window)))
                .set((c, v) -> write.apply(c, Optional.of(v.find(window).orElse(0))))
                .unset((c, _) -> write.apply(c, Optional.empty()))
                .show(
                        c ->
                                read.apply(c).stream()
                                        .map(
                                                size ->
                                                        size == 0
                                                                ? Values.of(disable, true)
                                                                : Values.of(window, size)));
    }

    private static IpsecProfile withPerResource(
            IpsecProfile profile, PerResource choice, boolean isOn) {
        if (isOn) {
            return profile.withPerResource(choice);
        }
        return profile.perResource() == choice
                ? profile.withPerResource(PerResource.GRANTED)
                : profile;
    }
}
