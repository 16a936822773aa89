package io.culvert.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {
    private static DistinguishedName name(String text) {
        return DistinguishedName.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cn=R1-HUB.cisco.com,ou=FLEX,ou=VPN,o=Cisco Systems,c=US,l=Linux",
                "cn=a\\,b,o=c\\+d\\\"e\\\\",
                "serialNumber=9ABC+hostname=R1.cisco.com",
                "e=me@example.com,dc=example,dc=com,1.2.3.4=x",
            })
    void aNameReadsBackFromItsTextAndItsDer(String text) {
        DistinguishedName name = name(text);
        assertThat(name).hasToString(text);
        assertThat(DistinguishedName.parseDer(name.der()).orElseThrow()).isEqualTo(name);
    }

    @Test
    void keysBlanksAndQuotesAreTakenAsTyped() {
        assertThat(name(" CN = R1 , OU=\"A, B\" ,o= C D "))
                .hasToString("cn=R1,ou=A\\, B,o=C D")
                .isEqualTo(name("cn=R1,Ou=A\\, B,O=C D"));
    }

    /// RFC 5280 section 7.1.
    @Test
    void namesMatchWithoutRegardToCaseAndBlanksAndInOrder() {
        assertThat(name("CN=r1,O=Cisco  Systems").matches(name("cn=R1,o=cisco systems"))).isTrue();
        assertThat(name("CN=r1,O=x").matches(name("O=x,CN=r1"))).isFalse();
        assertThat(name("CN=r1,OU=a,OU=b").matches(name("CN=r1,OU=a"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cn",
                "cn=",
                "=x",
                "xx=1",
                "cn=a,",
                "cn=a,,o=b",
                "cn=\"a",
                "cn=a\\",
                "9.9.9=x",
                "cn=#",
                "cn=#0",
                "cn=#zz",
                "cn=#0c"
            })
    void whatIsNoNameIsRefused(String text) {
        assertThat(DistinguishedName.parse(text).isOk()).isFalse();
    }

    /// RFC 4514 section 2.4: a NULL cannot be written as text.
    @Test
    void aValueMayBeGivenByItsDer() {
        assertThat(name("cn=#0500")).hasToString("cn=#0500");
        assertThat(name("cn=#0c0141")).isEqualTo(name("cn=A"));
    }

    /// X.690 section 11.6: a relative name is a set, and DER sorts it.
    @Test
    void theOrderInsideARelativeNameIsThatOfItsDer() {
        DistinguishedName name = name("hostname=R1+cn=b+cn=a");
        assertThat(name)
                .hasToString("cn=a+cn=b+hostname=R1")
                .isEqualTo(name("cn=b+cn=a+hostname=R1"));
        assertThat(DistinguishedName.parseDer(name.der()).orElseThrow()).isEqualTo(name);
    }

    /// RFC 5280 appendix A.1: ub-common-name, ub-country-name-alpha-length.
    @Test
    void valuesAreNoLongerThanTheirAttributesMayBe() {
        assertThat(DistinguishedName.parse("cn=" + "a".repeat(64)).isOk()).isTrue();
        assertThat(DistinguishedName.parse("cn=" + "a".repeat(65)).isOk()).isFalse();
        assertThat(DistinguishedName.parse("c=DE").isOk()).isTrue();
        assertThat(DistinguishedName.parse("c=DEU").isOk()).isFalse();
        assertThat(DistinguishedName.parse("dc=" + "a".repeat(9000)).isOk()).isFalse();
    }

    @Test
    void everyShorterOrChangedDerIsRefusedOrAnotherName() {
        Bytes der = name("CN=R1,OU=FLEX,C=US").der();
        for (int end = 0; end < der.size(); end++) {
            assertThat(DistinguishedName.parseDer(der.slice(0, end)).isOk()).isFalse();
        }
        for (int bit = 0; bit < 8 * der.size(); bit++) {
            byte[] changed = der.toArray();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(DistinguishedName.parseDer(Bytes.of(changed))).isNotNull();
        }
    }
}
