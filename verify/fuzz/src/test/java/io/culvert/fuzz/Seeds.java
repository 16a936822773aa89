package io.culvert.fuzz;

import io.culvert.base.Bytes;
import io.culvert.pki.Certificate;
import io.culvert.pki.LabAuthority;
import io.culvert.pki.PkiFolder;
import io.culvert.pki.SerialNumber;
import io.culvert.testkit.Golden;
import io.culvert.testkit.Repository;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the search begins: golden octets and published files, which lie in the repository already. They are replayed with
/// the corpus.
final class Seeds {
    private Seeds() {}

    private static Stream<Bytes> golden(String... folders) {
        return Stream.of(folders).flatMap(folder -> Golden.of(folder).stream()).map(Golden::octets);
    }

    private static Stream<byte[]> behind(int first, Stream<Bytes> seeds) {
        return seeds.map(seed -> Bytes.of((byte) first).plus(seed).toArray());
    }

    static Stream<byte[]> ike() {
        return golden("ike").map(Bytes::toArray);
    }

    /// Payloads behind the type of the first.
    static Stream<byte[]> ikePayloads() {
        return Stream.of(33, 35, 36, 41, 42)
                .flatMap(
                        first ->
                                Golden.of("ike/payloads").stream()
                                        .filter(line -> line.name().contains("-" + first + "."))
                                        .map(
                                                line ->
                                                        Bytes.of((byte) (int) first)
                                                                .plus(line.octets()))
                                        .map(Bytes::toArray));
    }

    /// Messages behind what the speakers agreed on: four-octet AS numbers, and path identifiers for IPv4 or not.
    static Stream<byte[]> bgp() {
        return Stream.of(1, 3).flatMap(agreed -> behind(agreed, golden("bgp")));
    }

    static Stream<byte[]> nhrp() {
        return golden("nhrp").map(Bytes::toArray);
    }

    /// The label extensions in the packets.
    static Stream<byte[]> nhrpLabels() {
        return golden("nhrp")
                .flatMap(octets -> NhrpPacket.parse(octets).toOptional().stream())
                .flatMap(packet -> packet.extension(NhrpExtension.LABEL).stream())
                .map(extension -> extension.value().toArray());
    }

    static Stream<byte[]> ip() {
        return golden("ip", "icmp", "tcp", "udp").map(Bytes::toArray);
    }

    static Stream<byte[]> ethernet() {
        return golden("ethernet").map(Bytes::toArray);
    }

    static Stream<byte[]> esp() {
        return golden("esp").map(Bytes::toArray);
    }

    static Stream<byte[]> arp() {
        return golden("arp").map(Bytes::toArray);
    }

    /// Frames and packets as [DataPlaneFuzzTest] wants them: a way in, 16 bits of length, the octets.
    static Stream<byte[]> plane() {
        return Stream.of(
                        DataPlaneFuzzTest.record(0, golden("ethernet", "ethernet")),
                        DataPlaneFuzzTest.record(2, golden("ip", "icmp", "tcp", "udp")),
                        DataPlaneFuzzTest.record(3, golden("ip", "icmp", "tcp", "udp")),
                        DataPlaneFuzzTest.record(4, golden("mpls")),
                        DataPlaneFuzzTest.record(5, golden("gre")),
                        DataPlaneFuzzTest.record(6, golden("ip", "icmp", "udp")))
                .flatMap(records -> records)
                .map(Bytes::toArray);
    }

    private static Stream<byte[]> texts(String end, String... folders) {
        return Stream.of(folders)
                .flatMap(folder -> Repository.files(folder, end).stream())
                .map(file -> Repository.text(file).getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> configurations() {
        return texts(".cfg", "examples", "lab/scenarios");
    }

    static Stream<byte[]> topologies() {
        return texts(".clab.yml", "examples", "lab/scenarios");
    }

    static Stream<byte[]> scenarios() {
        return texts(".lab", "examples", "lab/scenarios");
    }

    /// The certificates that strongSwan sent, and what OpenSSL made.
    static Stream<byte[]> certificates() {
        return Stream.concat(
                Golden.of("ike/payloads").stream()
                        .map(Golden::octets)
                        .flatMap(chain -> certificatesIn(chain).stream())
                        .map(Bytes::toArray),
                pem().map(Seeds::body));
    }

    private static Stream<String> pem() {
        return Repository.files("pki/src/test/resources", ".pem").stream().map(Repository::text);
    }

    private static byte[] body(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("(?m)^[#-].*$", ""));
    }

    /// The names in the certificates.
    static Stream<byte[]> names() {
        return certificates()
                .flatMap(der -> Certificate.parse(Bytes.of(der)).toOptional().stream())
                .flatMap(certificate -> Stream.of(certificate.subject(), certificate.issuer()))
                .map(name -> name.der().toArray());
    }

    /// An authority as `culvert pki` writes it, each file behind its name; and files of OpenSSL.
    static Stream<byte[]> folders() {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        LabAuthority authority = LabAuthority.create("fuzz", SerialNumber.of(1), start);
        String folder =
                new PkiFolder(authority, new TreeMap<>())
                        .write().entrySet().stream()
                                .map(file -> "=" + file.getKey() + "\n" + file.getValue())
                                .collect(Collectors.joining());
        return Stream.concat(Stream.of(folder), pem())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /// A certificate begins with a long-form sequence of X.509 that holds another one: `30 82 .. .. 30 82`.
    private static List<Bytes> certificatesIn(Bytes chain) {
        for (int at = 0; at + 8 < chain.size(); at++) {
            if (chain.u16(at) == 0x3082 && chain.u16(at + 4) == 0x3082) {
                return List.of(chain.slice(at, Math.min(chain.size(), at + 4 + chain.u16(at + 2))));
            }
        }
        return List.of();
    }

    static Stream<byte[]> texts() {
        return Stream.of(
                        "192.0.2.1",
                        "255.255.255.255/32",
                        "192.0.2.0/24",
                        "2001:db8::/32",
                        "::ffff:192.0.2.1",
                        "fe80::1%eth0",
                        "1:1",
                        "192.0.2.1:65535",
                        "4294967295:65535",
                        "4294967296:1",
                        "Ethernet0/0.10",
                        "GigabitEthernet0/1/2",
                        "Loopback2147483647",
                        "40:A6:B7",
                        "500ms",
                        "3d",
                        "99999999999h",
                        "_65001_",
                        "^(1|2)+$",
                        "cn=R1-HUB,o=Lab",
                        "0x1F")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
