package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Bytes;
import io.culvert.base.OrderedMap;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.pki.CertificateChain;
import io.culvert.pki.CertificateChain.Stored;
import io.culvert.pki.CertificateMap;
import io.culvert.pki.CertificateMap.Condition;
import io.culvert.pki.RevocationMethod;
import io.culvert.pki.SerialNumber;
import io.culvert.pki.SubjectName;
import io.culvert.pki.Trustpoint;
import io.culvert.pki.Trustpoint.AutoEnroll;
import io.culvert.pki.Trustpoint.EcKeyPair;
import io.culvert.pki.Trustpoint.RsaKeyPair;
import io.culvert.router.config.RouterConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `crypto pki`: trustpoints, certificate maps and stored certificates.
final class PkiLines {
    static final Status NO_ENROLMENT =
            Status.partial(
                    "nothing is enrolled over the network yet; certificates come from pki/ or from the lab's authority");
    private static final Status NO_FETCH =
            Status.partial(
                    "no authority's certificate is fetched over the network yet, so there is none to compare with");

    private PkiLines() {}

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                Kept.accepted(
                        "there are no tokens",
                        words("crypto pki token", "Configure cryptographic token"),
                        Args.line("Token")),
                trustpoint(),
                map(),
                chain());
    }

    private static Block<RouterConfig, Trustpoint> trustpoint() {
        return Blocks.<RouterConfig, String, Trustpoint>named(
                        words("crypto pki trustpoint", "Define a CA trustpoint"),
                        Args.word("CA Server Name"),
                        "ca-trustpoint",
                        config -> config.pki().trustpoints(),
                        (config, map) -> config.withPki(config.pki().withTrustpoints(map)),
                        Trustpoint.DEFAULT::withName)
                .with(EnrollmentLine.line(), password())
                .with(
                        Line.<Trustpoint, Bytes>maybe(
                                        "fingerprint",
                                        "Fingerprint for CA certificate",
                                        Args.line(
                                                "Hexadecimal digits",
                                                Trustpoint::parseFingerprint,
                                                print -> print.toString().toUpperCase(Locale.ROOT)),
                                        Trustpoint::fingerprint,
                                        Trustpoint::withFingerprint)
                                .status(NO_FETCH),
                        Line.<Trustpoint, SubjectName>maybe(
                                "subject-name",
                                "Subject Name",
                                Args.line(
                                        "Subject Name",
                                        text -> SubjectName.parse(text).toOptional(),
                                        SubjectName::text),
                                Trustpoint::subjectName,
                                Trustpoint::withSubjectName),
                        Line.<Trustpoint, String>maybe(
                                "fqdn",
                                "Include fully-qualified domain name",
                                Args.word("Name"),
                                Trustpoint::fqdn,
                                Trustpoint::withFqdn),
                        revocation(),
                        rsaKeyPair(),
                        ecKeyPair(),
                        autoEnroll())
                .with(
                        Kept.accepted(
                                "certificates name their subject alone",
                                words("serial-number", "Include serial number"),
                                maybe(words("none", "None"))),
                        Kept.accepted(
                                "certificates name their subject alone",
                                words("ip-address", "Include ip address"),
                                Args.word("Address or interface")),
                        new Kept<>(
                                seq(
                                        words(
                                                "subject-alt-name",
                                                "Include subject alternative name"),
                                        Args.line("Name")),
                                NO_ENROLMENT,
                                false),
                        new Kept<>(
                                seq(
                                        words("source interface", "Source interface of enrolment"),
                                        Args.line("Interface")),
                                NO_ENROLMENT,
                                false),
                        Kept.accepted(
                                "SHA-256 signs",
                                words("hash", "Hash"),
                                Args.word("Hash algorithm")),
                        Kept.accepted(
                                "certificates serve IKE alone",
                                words("usage", "Certificate Usage"),
                                Args.line("Usage")));
    }

    /// Published texts leave the operand out; it counts as empty.
    private static Line<Trustpoint> password() {
        Arg<String> password = Args.line("Challenge password");
        return Line.<Trustpoint>of(words("password", "Revocation password"), maybe(password))
                .set((point, v) -> point.withPassword(Optional.of(v.find(password).orElse(""))))
                .unset((point, _) -> point.withPassword(Optional.empty()))
                .show(
                        point ->
                                point.password().stream()
                                        .map(
                                                text ->
                                                        Values.NONE.and(
                                                                password,
                                                                Optional.of(text)
                                                                        .filter(
                                                                                t ->
                                                                                        !t
                                                                                                .isEmpty()))))
                .status(NO_ENROLMENT);
    }

    private static Line<Trustpoint> revocation() {
        Arg<RevocationMethod> method =
                Args.choice(
                        Args.option("crl", RevocationMethod.CRL, "Revocation check by CRL"),
                        Args.option("ocsp", RevocationMethod.OCSP, "Revocation check by OCSP"),
                        Args.option("none", RevocationMethod.NONE, "Ignore revocation check"));
        return Line.<Trustpoint>of(
                        words("revocation-check", "Revocation checking options"), many(method))
                .set((point, v) -> point.withRevocationCheck(v.all(method)))
                .unset(
                        (point, _) ->
                                point.withRevocationCheck(Trustpoint.DEFAULT.revocationCheck()))
                .show(point -> Stream.of(Values.NONE.andAll(method, point.revocationCheck())));
    }

    private static Line<Trustpoint> ecKeyPair() {
        Arg<String> label = Args.word("EC keypair label");
        Arg<Integer> bits =
                Args.choice(
                        Args.option("256", 256, "P-256"),
                        Args.option("384", 384, "P-384"),
                        Args.option("521", 521, "P-521"));
        int byDefault = EcKeyPair.BITS_DEFAULT;
        return Line.<Trustpoint>of(
                        words("eckeypair", "Specify eckeypair for this identity"),
                        label,
                        maybe(bits))
                .set(
                        (point, v) ->
                                point.withEcKeyPair(
                                        Optional.of(
                                                new EcKeyPair(
                                                        v.get(label),
                                                        v.find(bits).orElse(byDefault)))))
                .unset((point, _) -> point.withEcKeyPair(Optional.empty()))
                .show(
                        point ->
                                point.ecKeyPair().stream()
                                        .map(
                                                pair ->
                                                        Values.of(label, pair.label())
                                                                .and(
                                                                        bits,
                                                                        Optional.of(pair.bits())
                                                                                .filter(
                                                                                        size ->
                                                                                                size
                                                                                                        != byDefault))));
    }

    private static Line<Trustpoint> rsaKeyPair() {
        Arg<String> label = Args.word("RSA keypair label");
        Arg<Integer> bits =
                Args.integer(RsaKeyPair.BITS_MIN, RsaKeyPair.BITS_MAX, "Size of the key");
        Arg<Integer> more =
                Args.integer(
                        RsaKeyPair.BITS_MIN, RsaKeyPair.BITS_MAX, "Size of the encryption key");
        return Line.<Trustpoint>of(
                        words("rsakeypair", "Specify rsakeypair for this identity"),
                        label,
                        maybe(bits, maybe(more)))
                .set(
                        (point, v) ->
                                point.withRsaKeyPair(
                                        Optional.of(
                                                new RsaKeyPair(
                                                        v.get(label),
                                                        v.find(bits)
                                                                .orElse(
                                                                        Trustpoint
                                                                                .RSA_BITS_DEFAULT)))))
                .unset((point, _) -> point.withRsaKeyPair(Optional.empty()))
                .show(
                        point ->
                                point.rsaKeyPair().stream()
                                        .map(
                                                pair ->
                                                        Values.of(label, pair.label())
                                                                .and(
                                                                        bits,
                                                                        Optional.of(pair.bits())
                                                                                .filter(
                                                                                        b ->
                                                                                                b
                                                                                                                != Trustpoint
                                                                                                                        .RSA_BITS_DEFAULT
                                                                                                        || point.rsaKeyPair()
                                                                                                                .isPresent()))));
    }

    private static Line<Trustpoint> autoEnroll() {
        Arg<Integer> percent = Args.integer(1, 100, "Re-enroll at this percentage of the validity");
        Arg<Boolean> regenerate = Args.flag("regenerate", "Regenerate keys on re-enrollment");
        return Line.<Trustpoint>of(
                        words("auto-enroll", "Automatically enroll this router identity"),
                        maybe(percent),
                        maybe(regenerate))
                .set(
                        (point, v) ->
                                point.withAutoEnroll(
                                        Optional.of(
                                                new AutoEnroll(
                                                        v.find(percent)
                                                                .orElse(
                                                                        AutoEnroll.DEFAULT
                                                                                .percent()),
                                                        v.has(regenerate)))))
                .unset((point, _) -> point.withAutoEnroll(Optional.empty()))
                .show(
                        point ->
                                point.autoEnroll().stream()
                                        .map(
                                                enroll ->
                                                        Values.of(percent, enroll.percent())
                                                                .andIf(
                                                                        regenerate,
                                                                        enroll.regenerate())))
                .status(NO_ENROLMENT);
    }

    private static Block<RouterConfig, CertificateMap.Entry> map() {
        Arg<String> name = Args.word("Tag for this certificate map");
        Arg<Integer> sequence =
                Args.integer(
                        1,
                        CertificateMap.SEQUENCE_MAX,
                        "Sequence to insert to/delete from existing map entry");
        return Block.<RouterConfig, CertificateMap.Entry>of(
                        seq(
                                words(
                                        "crypto pki certificate map",
                                        "Define certificate attributes map"),
                                name,
                                sequence),
                        "ca-certificate-map",
                        config ->
                                config.pki().maps().values().stream()
                                        .flatMap(
                                                map ->
                                                        map.entries().stream()
                                                                .map(
                                                                        entry ->
                                                                                Values.of(
                                                                                                name,
                                                                                                map
                                                                                                        .name())
                                                                                        .and(
                                                                                                sequence,
                                                                                                entry
                                                                                                        .sequence())))
                                        .toList(),
                        (config, v) ->
                                config.pki()
                                        .maps()
                                        .get(v.get(name))
                                        .flatMap(map -> map.entry(v.get(sequence))),
                        v -> new CertificateMap.Entry(v.get(sequence), List.of()),
                        (config, v, entry) ->
                                withMap(config, mapNamed(config, v.get(name)).with(entry)))
                .removing(
                        (config, v) ->
                                withMap(
                                        config,
                                        mapNamed(config, v.get(name)).without(v.get(sequence))))
                .with(condition());
    }

    private static CertificateMap mapNamed(RouterConfig config, String name) {
        return config.pki().maps().get(name).orElseGet(() -> CertificateMap.DEFAULT.withName(name));
    }

    private static RouterConfig withMap(RouterConfig config, CertificateMap map) {
        OrderedMap<String, CertificateMap> maps = config.pki().maps();
        return config.withPki(
                config.pki()
                        .withMaps(
                                map.entries().isEmpty()
                                        ? maps.without(map.name())
                                        : maps.with(map.name(), map)));
    }

    private static Line<CertificateMap.Entry> condition() {
        Arg<CertificateMap.Field> field = choice(CertificateMap.Field.values());
        Arg<CertificateMap.Operator> operator = operators(CertificateMap.Operator.values());
        Arg<String> value = Args.line("Value to compare with");
        return Line.<CertificateMap.Entry>of(field, operator, value, cut())
                .set(
                        (entry, v) ->
                                entry.withConditions(
                                        Lists.with(
                                                entry.conditions(),
                                                read(v, field, operator, value))))
                .unset(
                        (entry, v) ->
                                entry.withConditions(
                                        Lists.without(
                                                entry.conditions(),
                                                read(v, field, operator, value))))
                .show(
                        entry ->
                                entry.conditions().stream()
                                        .map(
                                                condition ->
                                                        Values.of(field, condition.field())
                                                                .and(operator, condition.operator())
                                                                .and(value, condition.value())));
    }

    private static Condition read(
            Values v,
            Arg<CertificateMap.Field> field,
            Arg<CertificateMap.Operator> operator,
            Arg<String> value) {
        return new Condition(v.get(field), v.get(operator), v.get(value));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Arg<CertificateMap.Field> choice(CertificateMap.Field[] fields) {
        return Args.choice(
                Arrays.stream(fields)
                        .map(
                                field ->
                                        Args.option(
                                                field.word(),
                                                field,
                                                "Match the " + field.word() + " field"))
                        .toArray(Arg.Option[]::new));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Arg<CertificateMap.Operator> operators(CertificateMap.Operator[] operators) {
        return Args.choice(
                Arrays.stream(operators)
                        .map(
                                operator ->
                                        Args.option(
                                                operator.word(),
                                                operator,
                                                operator.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' ')))
                        .toArray(Arg.Option[]::new));
    }

    private static Block<RouterConfig, CertificateChain> chain() {
        return Blocks.<RouterConfig, String, CertificateChain>named(
                        words("crypto pki certificate chain", "Identify certificates"),
                        Args.word("Name of the trustpoint"),
                        "config-cert-chain",
                        config -> config.pki().chains(),
                        (config, map) -> config.withPki(config.pki().withChains(map)),
                        CertificateChain.DEFAULT::withTrustpoint)
                .with(elsewhere(), certificate(), selfSigned());
    }

    /// `certificate 02 nvram:CA#2.cer`: startup configurations name the file that holds the body. It stayed on that router.
    private static Line<CertificateChain> elsewhere() {
        Arg<Boolean> authority = Args.flag("ca", "CA certificate");
        Arg<SerialNumber> serial = serial();
        return Line.<CertificateChain>of(
                        words("certificate", "Identify certificate"),
                        maybe(authority),
                        serial,
                        Args.typed(
                                "FILE",
                                "File that holds the certificate",
                                text -> Optional.of(text).filter(file -> file.contains(":")),
                                text -> text))
                .set(
                        (chain, v) ->
                                chain.with(
                                        new Stored(
                                                v.get(serial), v.has(authority), Optional.empty())))
                .unset((chain, v) -> chain.without(v.get(serial), v.has(authority)));
    }

    private static Kept<CertificateChain> selfSigned() {
        return Kept.accepted(
                "there is no web or secure shell door that would show it",
                words("certificate self-signed", "Self-signed certificate"),
                serial(),
                cut(),
                maybe(Args.word("File that holds the certificate")),
                Args.hexLines());
    }

    private static Arg<SerialNumber> serial() {
        return Args.typed(
                "HEX", "Certificate serial number", SerialNumber::parse, SerialNumber::toString);
    }

    private static Line<CertificateChain> certificate() {
        Arg<Boolean> authority = Args.flag("ca", "CA certificate");
        Arg<SerialNumber> serial = serial();
        Arg<Bytes> body = Args.hexLines();
        return Line.<CertificateChain>of(
                        words("certificate", "Identify certificate"),
                        maybe(authority),
                        serial,
                        cut(),
                        body)
                .set(
                        (chain, v) ->
                                chain.with(
                                        new Stored(v.get(serial), v.has(authority), v.find(body))))
                .unset((chain, v) -> chain.without(v.get(serial), v.has(authority)))
                .show(
                        chain ->
                                chain.certificates().stream()
                                        .map(
                                                stored ->
                                                        Values.NONE
                                                                .andIf(
                                                                        authority,
                                                                        stored.isAuthority())
                                                                .and(serial, stored.serial())
                                                                .and(body, stored.body())));
    }
}
