package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Parse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCertificatesTest {
    private static String fault(Path folder) {
        return switch (NodeCertificates.read(folder, "R1", List.of("CA"))) {
            case Parse.Malformed<NodeCertificates>(_, var what) -> what;
            case Parse.Ok<NodeCertificates> _ -> "";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"CA.pem", "CA-ca.pem", "ca.pem", "CA-crl.pem", "crl.pem"})
    void aFileOfAnotherKindIsNamed(String name, @TempDir Path folder) throws IOException {
        Files.write(folder.resolve(name), new byte[] {1, 2, 3});
        assertThat(fault(folder)).startsWith(folder + "/" + name + ": ");
    }

    @Test
    void aFolderThatIsMissingHoldsNothingAndAFileInItsPlaceIsAFault(@TempDir Path folder)
            throws IOException {
        Path pki = folder.resolve("pki");
        assertThat(fault(pki)).isEmpty();
        Files.createFile(pki);
        assertThat(fault(pki)).isEqualTo(pki + ": it is no folder");
    }
}
