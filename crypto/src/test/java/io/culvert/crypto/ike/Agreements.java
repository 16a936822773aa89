package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.testkit.Tally;
import io.culvert.testkit.Wycheproof;
import java.util.Optional;

/// What an exchange must come to.
final class Agreements {
    private Agreements() {}

    static void compare(
            String by,
            Wycheproof.Case given,
            Parse<Secret> agreed,
            Bytes shared,
            boolean isRefused,
            Tally tally) {
        assertThat(agreed.toOptional())
                .as("%s by %s", given, by)
                .isEqualTo(isRefused ? Optional.empty() : Optional.of(Secret.of(shared)));
        tally.done(isRefused ? "refused" : "agreed");
    }
}
