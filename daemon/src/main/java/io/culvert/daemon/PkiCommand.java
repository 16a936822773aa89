package io.culvert.daemon;

import io.culvert.base.Parse;
import io.culvert.pki.Credential;
import io.culvert.pki.DistinguishedName;
import io.culvert.pki.KeyKind;
import io.culvert.pki.LabAuthority;
import io.culvert.pki.Pem;
import io.culvert.pki.PkiFolder;
import io.culvert.pki.SerialNumber;
import io.culvert.pki.Trustpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The certification authority of the lab: makes, extends and shows the folder `pki/` beside a topology (PRODUCT section 3).
@Command(
        name = "pki",
        description = "The certification authority of the lab.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class PkiCommand {
    private static final String FOLDER = "pki";
    private static final String BESIDE = "The folder pki/ beside it is meant.";
    private static final String SERIAL = "Serial number of the certificate, hexadecimal.";
    private static final String SEED = "The key follows from it (default 1).";
    private static final String START = "When validity begins (default 2026-01-01T00:00:00Z).";

    @Spec private CommandSpec spec;

    @Command(
            description = "Makes the authority, with an empty revocation list.",
            mixinStandardHelpOptions = true)
    int init(
            @Parameters(paramLabel = "TOPOLOGY", description = BESIDE) Path topology,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = SEED)
                    String seed,
            @Option(
                            names = "--serial",
                            paramLabel = "HEX",
                            defaultValue = "01",
                            description = SERIAL)
                    String serial,
            @Option(
                            names = "--start",
                            paramLabel = "TIME",
                            description = START,
                            defaultValue = "2026-01-01T00:00:00Z")
                    Instant start)
            throws IOException {
        Path folder = folder(topology);
        if (Files.exists(folder.resolve("ca.key"))) {
            throw wrong(folder + " has an authority already");
        }
        var made = new PkiFolder(LabAuthority.create(seed, serial(serial), start), new TreeMap<>());
        write(folder, made, made.write());
        return Exit.HELD;
    }

    @Command(
            description = "Issues key and certificate of a node's trustpoint.",
            mixinStandardHelpOptions = true)
    int issue(
            @Parameters(paramLabel = "TOPOLOGY", description = BESIDE) Path topology,
            @Parameters(paramLabel = "NODE", description = "Name of the node in the topology.")
                    String node,
            @Parameters(paramLabel = "TRUSTPOINT", description = "Name of its trustpoint.")
                    String trustpoint,
            @Option(
                            names = "--subject",
                            paramLabel = "NAME",
                            required = true,
                            description = "Distinguished name, as in the configuration.")
                    String subject,
            @Option(names = "--serial", paramLabel = "HEX", required = true, description = SERIAL)
                    String serial,
            @Option(names = "--fqdn", paramLabel = "NAME", description = "Alternative name.")
                    Optional<String> fqdn,
            @Option(
                            names = "--bits",
                            paramLabel = "N",
                            description = "Size of the RSA key (default 2048).",
                            defaultValue = "" + Trustpoint.RSA_BITS_DEFAULT)
                    int bits,
            @Option(
                            names = "--key",
                            paramLabel = "KIND",
                            description =
                                    "Kind of the key instead: rsa:BITS, ec:256, ec:384, ec:521 or ed25519.")
                    Optional<String> kind,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = SEED)
                    String seed,
            @Option(
                            names = "--start",
                            paramLabel = "TIME",
                            description = START,
                            defaultValue = "2026-01-01T00:00:00Z")
                    Instant start)
            throws IOException {
        checkNames(node, trustpoint);
        if (bits < 1024 || bits > Trustpoint.RsaKeyPair.BITS_MAX) {
            throw wrong("a key has 1024 to " + Trustpoint.RsaKeyPair.BITS_MAX + " bits");
        }
        KeyKind key =
                KeyKind.parse(kind.orElse("rsa:" + bits))
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "a key is rsa:BITS, ec:256, ec:384, ec:521 or ed25519"));
        Path folder = folder(topology);
        PkiFolder read = read(folder);
        DistinguishedName name = parsed("subject", DistinguishedName.parse(subject));
        var request = new LabAuthority.Request(node, trustpoint, name, fqdn, serial(serial), key);
        add(folder, read, node, trustpoint, read.authority().issue(seed, request, start));
        return Exit.HELD;
    }

    @Command(
            name = "import",
            description = "Takes key and certificate of a node's trustpoint from PEM files.",
            mixinStandardHelpOptions = true)
    int take(
            @Parameters(paramLabel = "TOPOLOGY", description = BESIDE) Path topology,
            @Parameters(paramLabel = "NODE", description = "Name of the node in the topology.")
                    String node,
            @Parameters(paramLabel = "TRUSTPOINT", description = "Name of its trustpoint.")
                    String trustpoint,
            @Parameters(
                            paramLabel = "CERTIFICATE",
                            description = "PEM file, with intermediate ones behind.")
                    Path certificate,
            @Parameters(paramLabel = "KEY", description = "PEM file, PKCS #8.") Path key)
            throws IOException {
        checkNames(node, trustpoint);
        Path folder = folder(topology);
        PkiFolder read = read(folder);
        Credential taken =
                parsed(
                        certificate.toString(),
                        Credential.of(
                                parsed(certificate.toString(), Pem.certificates(text(certificate))),
                                parsed(key.toString(), Pem.privateKey(text(key)))));
        if (!taken.isPair()) {
            throw wrong(key + " is not the key of " + certificate);
        }
        add(folder, read, node, trustpoint, taken);
        return Exit.HELD;
    }

    private void checkNames(String node, String trustpoint) {
        if (!node.matches("[A-Za-z0-9._-]+") || !trustpoint.matches("[A-Za-z0-9._-]+")) {
            throw wrong(
                    "the names of node and trustpoint become a file name: letters, digits, . _ -");
        }
    }

    private String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw wrong(file + ": there is no such file");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private void add(
            Path folder, PkiFolder read, String node, String trustpoint, Credential credential)
            throws IOException {
        PkiFolder more = read.with(node, trustpoint, credential);
        SortedMap<String, String> files = more.write();
        files.keySet().removeIf(file -> !file.startsWith(PkiFolder.stem(node, trustpoint) + "."));
        write(folder, more, files);
    }

    @Command(
            description = "Puts a certificate on the revocation list.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "TOPOLOGY", description = BESIDE) Path topology,
            @Parameters(paramLabel = "SERIAL", description = SERIAL) String serial,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description = "When (default 2026-01-01T00:00:00Z).",
                            defaultValue = "2026-01-01T00:00:00Z")
                    Instant when)
            throws IOException {
        Path folder = folder(topology);
        PkiFolder read = read(folder);
        PkiFolder less = read.withAuthority(read.authority().revoke(serial(serial), when));
        SortedMap<String, String> files = less.write();
        files.keySet().removeIf(file -> !file.equals("crl.pem"));
        write(folder, less, files);
        return Exit.HELD;
    }

    @Command(
            description = "Shows the authority and what it issued.",
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "TOPOLOGY", description = BESIDE) Path topology)
            throws IOException {
        print(read(folder(topology)));
        return Exit.HELD;
    }

    private void print(PkiFolder folder) {
        line("ca", folder.authority().credential(), folder);
        for (Map.Entry<String, Credential> entry : folder.credentials().entrySet()) {
            line(entry.getKey(), entry.getValue(), folder);
        }
    }

    private void line(String stem, Credential credential, PkiFolder folder) {
        var certificate = credential.certificate();
        boolean isRevoked = folder.authority().revocationList().lists(certificate.serial());
        spec.commandLine()
                .getOut()
                .println(
                        String.join(
                                "  ",
                                List.of(
                                        stem,
                                        "serial " + certificate.serial(),
                                        certificate.subject().toString(),
                                        "until " + certificate.notAfter(),
                                        isRevoked ? "revoked" : "good")));
    }

    private static Path folder(Path topology) {
        Path beside =
                Files.isDirectory(topology) ? topology : topology.toAbsolutePath().getParent();
        return beside == null ? Path.of(FOLDER) : beside.resolve(FOLDER);
    }

    private PkiFolder read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw wrong("there is no " + folder + "; make it with `culvert pki init`");
        }
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(path.getFileName());
                if (name.endsWith(".pem") || name.endsWith(".key")) {
                    files.put(name, Files.readString(path));
                }
            }
        }
        return parsed(folder.toString(), PkiFolder.read(files));
    }

    private void write(Path folder, PkiFolder made, SortedMap<String, String> files)
            throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (file.getKey().endsWith(".key")) {
                createForOwnerAlone(path);
            }
            Files.writeString(path, file.getValue());
        }
        print(made);
    }

    /// A key is never readable for others, not even for a moment.
    private static void createForOwnerAlone(Path path) throws IOException {
        Files.deleteIfExists(path);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var ownerAlone = PosixFilePermissions.fromString("rw-------");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(ownerAlone));
        }
    }

    private SerialNumber serial(String text) {
        return SerialNumber.parse(text)
                .orElseThrow(() -> wrong("a serial number is hexadecimal digits: " + text));
    }

    private <T> T parsed(String what, Parse<T> parse) {
        return switch (parse) {
            case Parse.Ok<T>(var value) -> value;
            case Parse.Malformed<T>(_, var why) -> throw wrong(what + ": " + why);
        };
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
