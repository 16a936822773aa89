package io.culvert.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both sides prove who they are by certificates that strongSwan's own tool issued: an authority, a trustpoint and a tunnel
/// for each kind of key. Messages of 576 octets at most, so that certificates travel in fragments (RFC 7383).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesWithStrongSwanTest {
    private static final Duration UP = Duration.ofSeconds(30);

    /// @param number of the tunnel, and the last octet of strongSwan's address
    /// @param key what its tool makes
    /// @param authentication Culvert's word for it
    /// @param signature how strongSwan signs; it wants the same of Culvert, which signs with PKCS#1 padding by RSA
    private record Kind(
            int number, String name, List<String> key, String authentication, String signature) {
        boolean isOurs() {
            return number % 2 == 1;
        }

        String tunnel() {
            return """
            crypto pki trustpoint CA%1$d
             revocation-check none
            crypto ikev2 profile C%1$d
             match identity remote fqdn peer%1$d.example
             identity local fqdn gw%1$d.example
             authentication local %2$s
             authentication remote %2$s
             pki trustpoint CA%1$d
            crypto ipsec profile C%1$d
             set transform-set T
             set ikev2-profile C%1$d
             %3$s
            interface Tunnel%1$d
             ip address 10.0.%1$d.1 255.255.255.0
             tunnel source Ethernet0/0
             tunnel destination 192.0.2.%1$d
             tunnel protection ipsec profile C%1$d
            """
                    .formatted(number, authentication, isOurs() ? "" : "responder-only");
        }

        String connection() {
            return """
            s%1$d {
              version = 2
              local_addrs = 192.0.2.%1$d
              remote_addrs = 192.0.2.1
              proposals = aes256gcm16-prfsha384-ecp384
              fragmentation = yes
              local { auth = %2$s
                certs = peer%1$d.pem
                id = peer%1$d.example }
              remote { auth = %3$s
                cacerts = ca%1$d.pem
                id = gw%1$d.example }
              children { c%1$d {
                mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = aes256gcm16
              } }
            }
            """
                    .formatted(number, signature, signature.replaceAll("/pss.*", ""));
        }

        @Override
        public String toString() {
            return name + (isOurs() ? ", begun by Culvert" : ", begun by strongSwan");
        }
    }

    private static final List<String> RSA = List.of("--type", "rsa", "--size", "2048");
    private static final List<Kind> KINDS =
            List.of(
                    new Kind(31, "RSA", RSA, "rsa-sig", "rsa-sha256"),
                    new Kind(32, "RSA", RSA, "rsa-sig", "rsa-sha256"),
                    new Kind(33, "RSA-PSS", RSA, "rsa-sig", "rsa/pss-sha256"),
                    new Kind(34, "RSA-PSS", RSA, "rsa-sig", "rsa/pss-sha512"),
                    new Kind(
                            35,
                            "ECDSA P-256",
                            List.of("--type", "ecdsa", "--size", "256"),
                            "ecdsa-sig",
                            "ecdsa-sha256"),
                    new Kind(
                            36,
                            "ECDSA P-384",
                            List.of("--type", "ecdsa", "--size", "384"),
                            "ecdsa-sig",
                            "ecdsa-sha384"),
                    new Kind(
                            37,
                            "ECDSA P-521",
                            List.of("--type", "ecdsa", "--size", "521"),
                            "ecdsa-sig",
                            "ecdsa-sha512"),
                    new Kind(
                            38,
                            "ECDSA P-256",
                            List.of("--type", "ecdsa", "--size", "256"),
                            "ecdsa-sig",
                            "ecdsa-sha256"),
                    new Kind(39, "Ed25519", List.of("--type", "ed25519"), "ecdsa-sig", "pubkey"),
                    new Kind(40, "Ed25519", List.of("--type", "ed25519"), "ecdsa-sig", "pubkey"));

    private static final String CONFIG =
            """
            hostname GW
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 fragmentation mtu 576
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            """;

    private @Nullable Namespaces net;
    private @Nullable Culvert culvert;
    private @Nullable StrongSwan charon;

    static Stream<Kind> kinds() {
        return KINDS.stream();
    }

    @BeforeAll
    void connect() {
        StrongSwan.require(StrongSwan.Kernel.NONE);
        Machine.requires("openssl");
        net = new Namespaces("gw", "peer");
        net.link("gw", "eth0", "peer", "eth0");
        net.leave("gw", "eth0");
        Path ours = net.folder("culvert-gw/pki");
        Path theirs = StrongSwan.credentials(net, "peer");
        for (Kind kind : KINDS) {
            net.address("peer", "eth0", "192.0.2." + kind.number() + "/24");
            issue(kind, net.folder("ca" + kind.number()), ours, theirs);
        }
        charon =
                StrongSwan.start(
                        net,
                        "peer",
                        StrongSwan.Kernel.NONE,
                        "connections {\n%s}\n"
                                .formatted(
                                        KINDS.stream()
                                                .map(Kind::connection)
                                                .collect(Collectors.joining())),
                        "fragment_size = 576");
        culvert =
                Culvert.start(
                        net,
                        "gw",
                        CONFIG + KINDS.stream().map(Kind::tunnel).collect(Collectors.joining()));
    }

    /// An authority, and a certificate for each side.
    private static void issue(Kind kind, Path authority, Path ours, Path theirs) {
        int number = kind.number();
        Path key = authority.resolve("ca.key");
        pki(key, "--gen", kind.key());
        Path root = authority.resolve("ca.pem");
        pki(
                root,
                "--self",
                List.of("--ca", "--in", key.toString(), "--dn", "O=Lab, CN=Root " + number));
        copy(root, ours.resolve("CA" + number + "-ca.pem"));
        copy(root, theirs.resolve("x509ca/ca" + number + ".pem"));
        for (String side : List.of("gw", "peer")) {
            Path own = authority.resolve(side + ".key");
            pki(own, "--gen", kind.key());
            Path certificate = authority.resolve(side + ".pem");
            String name = side + number + ".example";
            pki(
                    certificate,
                    "--issue",
                    List.of(
                            "--type",
                            "priv",
                            "--in",
                            own.toString(),
                            "--cacert",
                            root.toString(),
                            "--cakey",
                            key.toString(),
                            "--dn",
                            "O=Lab, CN=" + name,
                            "--san",
                            name));
            if (side.equals("gw")) {
                copy(certificate, ours.resolve("CA" + number + ".pem"));
                Shell.run(
                        "openssl",
                        "pkcs8",
                        "-topk8",
                        "-nocrypt",
                        "-in",
                        own.toString(),
                        "-out",
                        ours.resolve("CA" + number + ".key").toString());
            } else {
                copy(certificate, theirs.resolve("x509/peer" + number + ".pem"));
                copy(own, theirs.resolve("private/peer" + number + ".pem"));
            }
        }
    }

    private static void pki(Path file, String command, List<String> options) {
        String all =
                Stream.concat(Stream.of(Machine.program("pki"), command), options.stream())
                        .map(each -> "'" + each + "'")
                        .collect(Collectors.joining(" "));
        Shell.run("sh", "-c", all + " --outform pem 2>/dev/null >" + file);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bothSidesBelieveEachOther(Kind kind) {
        StrongSwan peer = Objects.requireNonNull(charon);
        if (!kind.isOurs()) {
            peer.initiate("c" + kind.number());
        }
        peer.within(
                UP,
                "(?s)s%1$d: #\\d+, ESTABLISHED, IKEv2(?:(?!\\ns\\d).)*c%1$d: #\\d+, reqid \\d+, INSTALLED, TRANSPORT"
                        .formatted(kind.number()));
        Culvert gateway = Objects.requireNonNull(culvert);
        gateway.within(UP, "show crypto ikev2 sa remote 192.0.2." + kind.number(), "READY");
    }
}
