package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.Tshark.Frame;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The dissector opens IKE and ESP of every suite that can be configured and that it knows itself.
class SuitesTest {
    private static final String SCENARIO =
            """
            within 60s SPOKE2> show ip route vrf red
              has "10.1.0.0/24"
            red2> ping 10.1.0.10 -c 2
              has " 0% packet loss"
            """;

    @ParameterizedTest
    @CsvSource({
        "aes-cbc-128, sha1, sha1, 14, esp-aes esp-sha-hmac, tunnel",
        "aes-cbc-192, sha256, sha256, 19, esp-aes 192 esp-sha256-hmac, transport",
        "aes-cbc-256, sha384, sha384, 20, esp-aes 256 esp-sha384-hmac, tunnel",
        "aes-cbc-256, sha512, sha512, 21, esp-aes 256 esp-sha512-hmac, transport",
        "aes-gcm-128, , sha256, 31, esp-gcm, tunnel",
        "aes-gcm-256, , sha512, 32, esp-gcm 256, transport",
    })
    void theDissectorOpensIt(
            String encryption,
            @Nullable String integrity,
            String prf,
            String group,
            String transforms,
            String mode,
            @TempDir Path folder)
            throws IOException {
        Tshark.required();
        String proposal =
                "encryption %s\n %s\n prf %s\n group %s"
                        .formatted(
                                encryption,
                                integrity == null ? "!" : "integrity " + integrity,
                                prf,
                                group);
        Recording recording = record(proposal, transforms, mode, folder);
        Path capture = recording.capture("HUB:Ethernet0/0");
        assertThat(recording.complaints()).isEmpty();
        assertThat(
                        recording
                                .tshark()
                                .frames(
                                        capture,
                                        "isakmp && isakmp.exchangetype != 34",
                                        "isakmp.enc.decrypted"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(frame -> frame.has("isakmp.enc.decrypted"));
        everyEspOpens(recording);
    }

    @Test
    void anAlgorithmWithoutANameThereHidesNoOtherKeys(@TempDir Path folder) throws IOException {
        Tshark.required();
        Recording recording =
                record(
                        "encryption chacha20-poly1305\n prf sha256\n group 19",
                        "esp-gcm",
                        "transport",
                        folder);
        assertThat(recording.complaints()).isEmpty();
        everyEspOpens(recording);
    }

    private static Recording record(String proposal, String transforms, String mode, Path folder)
            throws IOException {
        String lines =
                """
                crypto ikev2 proposal SUITE
                 %s
                crypto ikev2 policy SUITE
                 proposal SUITE
                crypto ipsec transform-set SUITE %s
                 mode %s
                crypto ipsec profile default
                 set transform-set SUITE
                """
                        .formatted(proposal, transforms, mode);
        return Recording.of(overlapWith(lines, folder), folder, SCENARIO);
    }

    private static void everyEspOpens(Recording recording) throws IOException {
        List<Frame> sealed =
                recording
                        .tshark()
                        .frames(
                                recording.capture("HUB:Ethernet0/0"),
                                "esp",
                                "esp.icv_good",
                                "gre.proto",
                                "icmp.type");
        assertThat(sealed)
                .isNotEmpty()
                .allMatch(frame -> frame.all("esp.icv_good").equals(List.of("1")))
                .allMatch(frame -> frame.has("gre.proto"));
        assertThat(sealed.stream().filter(frame -> frame.has("icmp.type"))).hasSize(4);
    }

    /// The lab of `examples/overlap` with more lines at the hub and the spokes.
    private static Path overlapWith(String lines, Path folder) throws IOException {
        Path lab = Files.createDirectory(folder.resolve("lab"));
        for (Path file : Repository.files("examples/overlap", "")) {
            String name = file.getFileName().toString();
            String text = Repository.text(file);
            boolean isEnd = name.endsWith(".cfg") && !name.equals("isp.cfg");
            Files.writeString(
                    lab.resolve(name),
                    isEnd ? text.replaceFirst("(?m)^end$", lines + "end") : text);
        }
        return lab;
    }
}
