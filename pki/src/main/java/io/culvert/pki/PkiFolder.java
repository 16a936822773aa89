package io.culvert.pki;

import io.culvert.base.Parse;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The folder `pki/` beside a topology, PRODUCT section 3, as texts by file name: `ca.pem`, `ca.key`, `crl.pem`,
/// `NODE-TRUSTPOINT.pem` and `NODE-TRUSTPOINT.key`. The shell reads and writes the files.
///
/// @param credentials by `NODE-TRUSTPOINT`
public record PkiFolder(LabAuthority authority, SortedMap<String, Credential> credentials) {
    private static final String CERTIFICATE = ".pem";
    private static final String KEY = ".key";
    private static final String AUTHORITY = "ca";
    private static final String LIST = "crl.pem";

    /// Files in the folder at most.
    public static final int FILES_MAX = 100_000;

    public PkiFolder {
        credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    }

    public static String stem(String node, String trustpoint) {
        return node + "-" + trustpoint;
    }

    /// Reads the folder. The message of a failure begins with the file concerned.
    public static Parse<PkiFolder> read(SortedMap<String, String> files) {
        if (files.size() > FILES_MAX) {
            return Parse.malformed(0, "more than " + FILES_MAX + " files");
        }
        Parse<LabAuthority> authority =
                credential(files, AUTHORITY)
                        .flatMap(own -> list(files).map(list -> new LabAuthority(own, list)));
        var credentials = new TreeMap<String, Credential>();
        for (String file : files.keySet()) {
            if (!file.endsWith(CERTIFICATE)
                    || file.equals(LIST)
                    || file.equals(AUTHORITY + CERTIFICATE)) {
                continue;
            }
            String stem = file.substring(0, file.length() - CERTIFICATE.length());
            switch (credential(files, stem)) {
                case Parse.Ok<Credential>(var credential) -> credentials.put(stem, credential);
                case Parse.Malformed<Credential> malformed -> {
                    return malformed.as();
                }
            }
        }
        return authority.map(own -> new PkiFolder(own, credentials));
    }

    private static Parse<RevocationList> list(SortedMap<String, String> files) {
        return in(files, LIST, Pem::revocationList);
    }

    private static Parse<Credential> credential(SortedMap<String, String> files, String stem) {
        Parse<List<Certificate>> certificates = in(files, stem + CERTIFICATE, Pem::certificates);
        Parse<PrivateKey> key = in(files, stem + KEY, Pem::privateKey);
        return certificates.flatMap(
                read ->
                        key.flatMap(
                                secret -> named(stem + CERTIFICATE, Credential.of(read, secret))));
    }

    private static <T> Parse<T> in(
            SortedMap<String, String> files, String file, Function<String, Parse<T>> read) {
        String text = files.get(file);
        return named(file, text == null ? Parse.malformed(0, "it is missing") : read.apply(text));
    }

    private static <T> Parse<T> named(String file, Parse<T> parse) {
        return parse instanceof Parse.Malformed<T>(int at, var what)
                ? Parse.malformed(at, file + ": " + what)
                : parse;
    }

    public SortedMap<String, String> write() {
        var files = new TreeMap<String, String>();
        write(files, AUTHORITY, authority.credential());
        files.put(LIST, Pem.write(authority.revocationList()));
        credentials.forEach((stem, credential) -> write(files, stem, credential));
        return files;
    }

    private static void write(SortedMap<String, String> files, String stem, Credential credential) {
        files.put(
                stem + CERTIFICATE,
                credential.chain().stream().map(Pem::write).collect(Collectors.joining()));
        files.put(stem + KEY, Pem.write(credential.key()));
    }

    public PkiFolder with(String node, String trustpoint, Credential credential) {
        var all = new TreeMap<>(credentials);
        all.put(stem(node, trustpoint), credential);
        return new PkiFolder(authority, all);
    }

    public PkiFolder withAuthority(LabAuthority authority) {
        return new PkiFolder(authority, credentials);
    }
}
