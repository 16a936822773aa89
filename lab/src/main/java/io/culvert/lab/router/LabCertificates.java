package io.culvert.lab.router;

import io.culvert.base.Parse;
import io.culvert.lab.LabPki;
import io.culvert.pki.CertificateChain;
import io.culvert.pki.Credential;
import io.culvert.pki.DistinguishedName;
import io.culvert.pki.LabAuthority;
import io.culvert.pki.PkiFolder;
import io.culvert.pki.SerialNumber;
import io.culvert.pki.SubjectName;
import io.culvert.pki.Trust;
import io.culvert.pki.Trustpoint;
import io.culvert.router.CertificateStore;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the trustpoints of a lab hold (PRODUCT section 3): the files of `pki/`, or, where there are none, certificates of
/// an authority that is made in memory from the seed. Keys are made when they are first asked for.
final class LabCertificates {
    private static final SerialNumber FIRST_LEAF = SerialNumber.of(2);

    private final String seed;
    private final Instant start;
    private final Optional<PkiFolder> folder;
    private Optional<LabAuthority> authority;
    private SerialNumber serial = LabAuthority.SERIAL_DEFAULT;

    private LabCertificates(String seed, Instant start, Optional<PkiFolder> folder) {
        this.seed = seed;
        this.start = start;
        this.folder = folder;
        this.authority = folder.map(PkiFolder::authority);
    }

    /// @param start wall-clock time at which the lab is switched on
    static Parse<LabCertificates> of(LabPki pki, long seed, Instant start) {
        String text = Long.toString(seed);
        if (pki.made()) {
            return Parse.ok(new LabCertificates(text, start, Optional.empty()));
        }
        SortedMap<String, String> files = new TreeMap<>(pki.files());
        return PkiFolder.read(files)
                .map(read -> new LabCertificates(text, start, Optional.of(read)));
    }

    /// Settles the serial number of an authority that is made in memory: that of the first `certificate ca` line of any
    /// router.
    void authoritySerial(List<RouterConfig> configs) {
        serial =
                configs.stream()
                        .flatMap(config -> config.pki().chains().values().stream())
                        .flatMap(chain -> chain.certificates().stream())
                        .filter(CertificateChain.Stored::isAuthority)
                        .map(CertificateChain.Stored::serial)
                        .findFirst()
                        .orElse(LabAuthority.SERIAL_DEFAULT);
    }

    private LabAuthority authority() {
        if (authority.isEmpty()) {
            authority = Optional.of(LabAuthority.create(seed, serial, start));
        }
        return authority.get();
    }

    /// The store of one router.
    CertificateStore storeOf(String node, RouterConfig config) {
        Map<String, Credential> made = new TreeMap<>();
        return new CertificateStore() {
            @Override
            public Optional<Credential> credential(String trustpoint) {
                if (folder.isPresent()) {
                    return Optional.ofNullable(
                            folder.get().credentials().get(PkiFolder.stem(node, trustpoint)));
                }
                return config.pki()
                        .trustpoints()
                        .get(trustpoint)
                        .map(
                                known ->
                                        made.computeIfAbsent(
                                                trustpoint, _ -> issue(node, known, config)));
            }

            @Override
            public Optional<Trust> trust(Trustpoint trustpoint) {
                return Optional.of(authority().trust(trustpoint));
            }
        };
    }

    private Credential issue(String node, Trustpoint trustpoint, RouterConfig config) {
        var request =
                new LabAuthority.Request(
                        node,
                        trustpoint.name(),
                        subject(node, trustpoint),
                        trustpoint.fqdn(),
                        serial(trustpoint, config),
                        trustpoint.keyKind());
        return authority().issue(seed, request, start);
    }

    private static DistinguishedName subject(String node, Trustpoint trustpoint) {
        return trustpoint
                .subjectName()
                .map(SubjectName::name)
                .orElseGet(() -> DistinguishedName.parse("cn=" + node).orElseThrow());
    }

    private static SerialNumber serial(Trustpoint trustpoint, RouterConfig config) {
        return config.pki()
                .chains()
                .get(trustpoint.name())
                .flatMap(CertificateChain::ownSerial)
                .orElse(FIRST_LEAF);
    }
}
