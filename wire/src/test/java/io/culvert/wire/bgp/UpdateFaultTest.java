package io.culvert.wire.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of RFC 7606 section 7, one line a case: the attributes in octets, the reaction.
class UpdateFaultTest {
    private static final String ORIGIN = "400101 02";
    private static final String PATH = "400206 0201 00000064";
    private static final String HOP = "400304 0a010103";

    private static ParsedUpdate parse(String attributes, String routes, Codec codec) {
        Bytes octets = Bytes.hex(attributes);
        var body =
                new ByteWriter().u16(0).u16(octets.size()).bytes(octets).bytes(Bytes.hex(routes));
        return UpdateParser.parse(body.toBytes(), codec);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NONE",
        "400101 03, TREAT_AS_WITHDRAW",
        "400100, TREAT_AS_WITHDRAW",
        "c00101 02, TREAT_AS_WITHDRAW",
        "800403 000000, TREAT_AS_WITHDRAW",
        "400600, NONE",
        "400601 00, DISCARD_ATTRIBUTE",
        "c00600, DISCARD_ATTRIBUTE",
        "c00707 00000000000000, DISCARD_ATTRIBUTE",
        "c00708 00000000 01020304, DISCARD_ATTRIBUTE",
        "c00808 0000000000000000, NONE",
        "c00800, TREAT_AS_WITHDRAW",
        "c00803 000000, TREAT_AS_WITHDRAW",
        "800904 01020304, DISCARD_ATTRIBUTE",
        "800a04 01020304, DISCARD_ATTRIBUTE",
        "400504 00000064, DISCARD_ATTRIBUTE",
        "c01007 00000000000000, TREAT_AS_WITHDRAW",
        "c01106 020100000064, DISCARD_ATTRIBUTE",
        "c0200b 0000000000000000000000, TREAT_AS_WITHDRAW",
        "c02304 00000064, NONE",
        "40c804 00000000, TREAT_AS_WITHDRAW",
        "c0c804 00000000, NONE",
        "c0c80400000000 c0c80400000000, DISCARD_ATTRIBUTE",
        "80ff, TREAT_AS_WITHDRAW",
        "c008ff 00000000, TREAT_AS_WITHDRAW",
        "800e03 000180, RESET_SESSION",
        "800f02 0001, RESET_SESSION",
        "800f03000180 800f03000180, RESET_SESSION",
        "800f05 0001802000, DISABLE_FAMILY",
        "800f04 00010121, DISABLE_FAMILY",
        "800e0a 0002010400000000 0000, RESET_SESSION",
        "800f04 00198033, NONE",
    })
    void aFurtherAttributeAsksForThisReaction(String attribute, Reaction reaction) {
        boolean replaces = attribute.startsWith("4001") || attribute.startsWith("c001");
        String others = replaces ? PATH + HOP : ORIGIN + PATH + HOP;
        assertThat(
                        parse((others + attribute).replace(" ", ""), "10c0a8", Codec.EXTERNAL)
                                .reaction())
                .isEqualTo(reaction);
    }

    @ParameterizedTest
    @CsvSource({
        "400206 0501 00000064",
        "400206 0202 00000064",
        "400202 0200",
        "400201 02",
        "400206 0201 00000000",
    })
    void aMalformedPathWithdrawsTheRoutes(String path) {
        assertThat(
                        parse((ORIGIN + path + HOP).replace(" ", ""), "10c0a8", Codec.EXTERNAL)
                                .reaction())
                .isEqualTo(Reaction.TREAT_AS_WITHDRAW);
    }

    @ParameterizedTest
    @CsvSource({"4001010240020602010000006440030400000000, 21c0a80000", "'', 18c0a8"})
    void routesThatCannotBeReadEndTheSession(String attributes, String routes) {
        var parsed = parse(attributes, routes, Codec.EXTERNAL);
        assertThat(parsed.reaction()).isEqualTo(Reaction.RESET_SESSION);
        assertThat(parsed.worst().orElseThrow().notification().subcode())
                .isEqualTo(Notification.UPDATE_INVALID_NETWORK);
    }

    /// RFC 7606 section 5.2.
    @ParameterizedTest
    @CsvSource({
        "400101 03, RESET_SESSION",
        "800f03 000101 400101 03, RESET_SESSION",
        "800f03 000101 40ff 00, RESET_SESSION",
        "400601 00, DISCARD_ATTRIBUTE",
        "c00f03 000101, TREAT_AS_WITHDRAW",
        "400101 02, NONE",
    })
    void attributesInDoubtWithoutRoutesEndTheSession(String attributes, Reaction reaction) {
        assertThat(parse(attributes.replace(" ", ""), "", Codec.EXTERNAL).reaction())
                .isEqualTo(reaction);
    }

    @ParameterizedTest
    @CsvSource({
        "'" + ORIGIN + PATH + "', EXTERNAL",
        "'" + PATH + HOP + "', EXTERNAL",
        "'" + ORIGIN + PATH + HOP + "', INTERNAL"
    })
    void aMissingWellKnownAttributeWithdrawsTheRoutes(String attributes, String kind) {
        Codec codec = kind.equals("EXTERNAL") ? Codec.EXTERNAL : Codec.INTERNAL;
        assertThat(parse(attributes.replace(" ", ""), "10c0a8", codec).reaction())
                .isEqualTo(Reaction.TREAT_AS_WITHDRAW);
    }
}
