package io.culvert.router;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.ike.PublicKeyLibrary;
import io.culvert.crypto.ike.PublicKeyRung;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Notice;
import java.util.Optional;

/// What `crypto engine library` or `crypto engine public-key` asks for and this machine does not have.
final class MissingLibrary {
    private MissingLibrary() {}

    /// Empty if the library is there, or none is asked for.
    static Optional<Notice> notice(EspCiphers ciphers, CipherLibrary wanted) {
        if (wanted == CipherLibrary.AUTO || wanted == CipherLibrary.JDK) {
            return Optional.empty();
        }
        Optional<CipherRung> rung =
                ciphers.rungs().stream().filter(each -> each.library() == wanted).findFirst();
        if (rung.filter(CipherRung::isThere).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Notice(
                        "CRYPTO",
                        4,
                        "NO_LIBRARY",
                        "crypto engine library "
                                + wanted.word()
                                + ": "
                                + rung.map(CipherRung::about).orElse("no libraries are loaded here")
                                + "; the ciphers of the JDK are used"));
    }

    /// Empty if the library is there, or may yet be, or none is asked for.
    static Optional<Notice> notice(PublicKeys publicKeys, PublicKeyLibrary wanted) {
        if (wanted == PublicKeyLibrary.AUTO || wanted == PublicKeyLibrary.JDK) {
            return Optional.empty();
        }
        Optional<PublicKeyRung> rung =
                publicKeys.rungs().stream().filter(each -> each.library() == wanted).findFirst();
        if (rung.filter(PublicKeyRung::isThere).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Notice(
                        "CRYPTO",
                        4,
                        "NO_LIBRARY",
                        "crypto engine public-key "
                                + wanted.word()
                                + ": "
                                + rung.map(PublicKeyRung::about)
                                        .orElse("no libraries are loaded here")
                                + "; the JDK does the work"));
    }
}
