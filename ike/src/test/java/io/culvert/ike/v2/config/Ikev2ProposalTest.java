package io.culvert.ike.v2.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ikev2ProposalTest {
    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA1_96, HMAC_SHA1",
        "HMAC_SHA2_256_128, HMAC_SHA2_256",
        "HMAC_SHA2_384_192, HMAC_SHA2_384",
        "HMAC_SHA2_512_256, HMAC_SHA2_512"
    })
    void withoutFunctionsOfItsOwnItOffersThoseOverItsHashes(Integrity integrity, Prf prf) {
        var proposal =
                new Ikev2Proposal(
                        "P",
                        List.of(Encryption.AES_CBC_256),
                        List.of(),
                        List.of(integrity),
                        List.of(KeyExchangeMethod.MODP_2048));
        assertThat(proposal.prfs()).containsExactly(prf);
        assertThat(proposal.isComplete()).isTrue();
    }
}
