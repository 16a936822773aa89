package io.culvert.linux.cipher;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.esp.EspCiphers;
import java.util.Optional;

/// What became of a library that was looked for.
///
/// @param ciphers empty if it is not there
record Found(CipherRung rung, Optional<EspCiphers> ciphers) {
    static Found absent(CipherLibrary library, String why) {
        return new Found(new CipherRung(library, false, why), Optional.empty());
    }

    static Found there(CipherLibrary library, String about, EspCiphers ciphers) {
        return new Found(new CipherRung(library, true, about), Optional.of(ciphers));
    }
}
