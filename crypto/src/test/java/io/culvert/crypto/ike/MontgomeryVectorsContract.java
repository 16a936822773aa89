package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.testkit.Tally;
import io.culvert.testkit.Wycheproof;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of Wycheproof for X25519 and X448 on a rung of the ladder, through the door that IKE uses.
public abstract class MontgomeryVectorsContract {
    /// The rung.
    protected abstract ExchangeArithmetic arithmetic();

    @BeforeAll
    static void theVectorsAreThere() {
        Wycheproof.require();
    }

    /// RFC 7748 section 6 and RFC 8031 section 3.2: an exchange that comes to zeros ends; other curious points are taken.
    @ParameterizedTest
    @CsvSource({"x25519, CURVE25519", "x448, CURVE448"})
    void exchangesOnMontgomeryCurves(String file, KeyExchangeMethod method) {
        var keys = new LibraryKeys(Optional.empty(), Optional.of(arithmetic()));
        String name = arithmetic().name();
        var tally = new Tally();
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            Bytes scalar = given.octets("private");
            KeyExchange exchange = keys.generate(method, octets -> scalar.copyTo(octets, 0));
            Bytes shared = given.octets("shared");
            boolean isRefused =
                    given.isInvalid() || shared.equals(Bytes.zero(method.elementOctets()));
            Bytes theirs = given.octets("public");
            Agreements.compare(name, given, exchange.agree(theirs), shared, isRefused, tally);
            PublicKeys.Answer answer =
                    keys.answer(method, octets -> scalar.copyTo(octets, 0), theirs);
            Agreements.compare(name, given, answer.shared(), shared, isRefused, new Tally());
        }
        tally.tell("Wycheproof " + file, name);
    }
}
