package io.culvert.commands.config;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Keys and passwords as they stand in the text.
final class Secrets {
    private Secrets() {}

    /// A key as it stands in the text. Type 6 (encrypted) is not there: it would need the master key of another router.
    static Arg<Secret> word() {
        return Args.word(
                "The key", text -> Optional.of(Secret.of(Bytes.utf8(text))), Secrets::clear);
    }

    static String clear(Secret key) {
        return new String(key.toArray(), StandardCharsets.UTF_8);
    }
}
