package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.testkit.Tally;
import io.culvert.testkit.Wycheproof;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of Wycheproof for HMAC, as the functions that IKE makes its keys with.
class PrfVectorsTest {
    @BeforeAll
    static void theVectorsAreThere() {
        Wycheproof.require();
    }

    @ParameterizedTest
    @CsvSource({
        "hmac_sha1, HMAC_SHA1",
        "hmac_sha256, HMAC_SHA2_256",
        "hmac_sha384, HMAC_SHA2_384",
        "hmac_sha512, HMAC_SHA2_512"
    })
    void theFunctionComesToTheTag(String file, Prf prf) {
        var tally = new Tally();
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            Bytes tag = given.octets("tag");
            Bytes output = prf.apply(Secret.of(given.octets("key")), given.octets("msg"));
            assertThat(output.slice(0, tag.size()).equals(tag))
                    .as(given.toString())
                    .isEqualTo(given.isValid());
            tally.done(given.isValid() ? "same" : "another");
        }
        tally.tell("Wycheproof " + file, prf.toString());
    }
}
