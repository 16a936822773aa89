package io.culvert.daemon.node;

import io.culvert.base.Parse;
import io.culvert.pki.Certificate;
import io.culvert.pki.Credential;
import io.culvert.pki.Pem;
import io.culvert.pki.RevocationList;
import io.culvert.pki.Trust;
import io.culvert.pki.Trustpoint;
import io.culvert.router.CertificateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// What the trustpoints of a node hold: the PEM files of its folder `pki/`, read when the node starts and when it reloads.
///
/// | file | what it holds |
/// |---|---|
/// | `TRUSTPOINT.pem`, `TRUSTPOINT.key`; or `HOSTNAME-TRUSTPOINT.pem` and `.key` | our certificate, those between it and an authority behind it, and its key |
/// | `TRUSTPOINT-ca.pem`; without it `ca.pem` | the authorities that are believed, one after the other |
/// | `TRUSTPOINT-crl.pem`; without it `crl.pem`, which may be missing | revocation lists |
final class NodeCertificates implements CertificateStore {
    private static final String KEY = ".key";
    private static final String CERTIFICATE = ".pem";

    private final Map<String, String> files;
    private final Map<String, Credential> credentials = new TreeMap<>();
    private final Map<String, List<Certificate>> authorities = new TreeMap<>();
    private final Map<String, List<RevocationList>> lists = new TreeMap<>();

    private NodeCertificates(Map<String, String> files) {
        this.files = files;
    }

    /// Reads the folder for these trustpoints. The message of a failure begins with the file concerned.
    static Parse<NodeCertificates> read(Path folder, String hostname, List<String> trustpoints) {
        Map<String, String> files;
        try {
            files = texts(folder);
        } catch (IOException e) {
            return Parse.malformed(0, folder + ": " + SavedConfiguration.reason(e));
        }
        var store = new NodeCertificates(files);
        for (String trustpoint : trustpoints) {
            Optional<String> fault = store.load(hostname, trustpoint);
            if (fault.isPresent()) {
                return Parse.malformed(0, folder + "/" + fault.get());
            }
        }
        return Parse.ok(store);
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        if (Files.notExists(folder)) {
            return texts;
        }
        try (var all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(CERTIFICATE) || name.endsWith(KEY)) {
                    texts.put(
                            name,
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
    }

    private Optional<String> load(String hostname, String trustpoint) {
        String stem =
                files.containsKey(trustpoint + CERTIFICATE)
                        ? trustpoint
                        : hostname + "-" + trustpoint;
        if (files.containsKey(stem + CERTIFICATE)) {
            Optional<String> fault = loadOwn(trustpoint, stem);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return all(own(trustpoint, "ca"), Pem::certificates, authorities, trustpoint)
                .or(() -> all(own(trustpoint, "crl"), Pem::revocationLists, lists, trustpoint));
    }

    /// The file that belongs to the trustpoint, or else the one for all.
    private String own(String trustpoint, String what) {
        String own = trustpoint + "-" + what + CERTIFICATE;
        return files.containsKey(own) ? own : what + CERTIFICATE;
    }

    private Optional<String> loadOwn(String trustpoint, String stem) {
        Parse<List<Certificate>> certificates =
                Pem.certificates(files.getOrDefault(stem + CERTIFICATE, ""));
        if (certificates instanceof Parse.Malformed<List<Certificate>>(_, var what)) {
            return Optional.of(stem + CERTIFICATE + ": " + what);
        }
        String key = files.get(stem + KEY);
        if (key == null) {
            return Optional.of(stem + KEY + ": it is missing");
        }
        switch (Pem.privateKey(key)) {
            case Parse.Malformed<java.security.PrivateKey>(_, var what) -> {
                return Optional.of(stem + KEY + ": " + what);
            }
            case Parse.Ok<java.security.PrivateKey>(var secret) -> {
                Parse<Credential> pair = Credential.of(certificates.orElseThrow(), secret);
                if (pair instanceof Parse.Malformed<Credential>(_, var what)) {
                    return Optional.of(stem + CERTIFICATE + ": " + what);
                }
                if (!pair.orElseThrow().isPair()) {
                    return Optional.of(stem + KEY + ": it is not the key of " + stem + CERTIFICATE);
                }
                credentials.put(trustpoint, pair.orElseThrow());
            }
        }
        return Optional.empty();
    }

    private <T> Optional<String> all(
            String file,
            Function<String, Parse<List<T>>> read,
            Map<String, List<T>> into,
            String trustpoint) {
        String text = files.get(file);
        if (text == null) {
            return Optional.empty();
        }
        return switch (read.apply(text)) {
            case Parse.Malformed<List<T>>(_, var what) -> Optional.of(file + ": " + what);
            case Parse.Ok<List<T>>(var found) -> {
                into.put(trustpoint, new ArrayList<>(found));
                yield Optional.empty();
            }
        };
    }

    @Override
    public Optional<Credential> credential(String trustpoint) {
        return Optional.ofNullable(credentials.get(trustpoint));
    }

    @Override
    public Optional<Trust> trust(Trustpoint trustpoint) {
        return Optional.ofNullable(authorities.get(trustpoint.name()))
                .map(
                        anchors ->
                                new Trust(
                                        anchors,
                                        lists.getOrDefault(trustpoint.name(), List.of()),
                                        trustpoint.revocationCheck()));
    }
}
