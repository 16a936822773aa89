package io.culvert.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IkeWireTest {
    private static List<Bytes> golden(String name) throws IOException {
        try (InputStream in = IkeWireTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Bytes::hex)
                    .toList();
        }
    }

    @Test
    void anIdentityPrintsAsPeopleWriteIt() {
        String name =
                "302b3119301706035504030c1052312d4855422e636973636f2e636f6d310e300c060355040b0c054f74686572";
        assertThat(Identification.dn(Bytes.hex(name))).hasToString("cn=R1-HUB.cisco.com,ou=Other");
        assertThat(Identification.keyId("spoke7")).hasToString("ID_KEY_ID:spoke7");
        for (int length = 0; length < name.length(); length += 2) {
            Bytes cut = Bytes.hex(name.substring(0, length));
            assertThat(Identification.dn(cut)).hasToString("ID_DER_ASN1_DN:" + cut.toHex());
        }
    }

    @Test
    void messagesOfAnotherImplementationComeOutAsTheyWentIn() throws IOException {
        List<Bytes> messages = golden("openswan-ikev2four.hex");
        assertThat(messages).hasSizeGreaterThan(6);
        for (Bytes octets : messages) {
            IkeMessage message = IkeMessage.parse(octets).orElseThrow();
            assertThat(message.toBytes()).isEqualTo(octets);
            assertThat(message.wireLength()).isEqualTo(octets.size());
        }
        assertThat(IkeMessage.parse(messages.get(1)).orElseThrow().chain().has(NotifyType.COOKIE))
                .isTrue();
    }

    @Test
    void everyShorterPrefixIsRefused() throws IOException {
        for (Bytes octets : golden("openswan-ikev2four.hex")) {
            for (int length = 0; length < octets.size(); length++) {
                assertThat(IkeMessage.parse(octets.slice(0, length)).isOk())
                        .as(length + " of " + octets.size())
                        .isFalse();
            }
        }
    }

    /// RFC 5903 section 8.1.
    @Test
    void theKeyExchangePayloadIsThatOfTheRfc() {
        String point =
                "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
                        + "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3";
        var chain = new PayloadChain(List.of(new KePayload(19, Bytes.hex(point))));
        assertThat(chain.toBytes()).isEqualTo(Bytes.hex("0000004800130000" + point));
    }

    /// Written out from the figures of RFC 7296 section 3; the reserved octets are zero.
    @Test
    void eachPayloadIsLaidOutAsInTheFigures() {
        assertThat(new IdPayload(true, Identification.fqdn("a.b")).body())
                .isEqualTo(Bytes.hex("02000000 612e62"));
        assertThat(DeletePayload.esp(List.of(0x01020304)).body())
                .isEqualTo(Bytes.hex("03040001 01020304"));
        assertThat(DeletePayload.IKE_SA.body()).isEqualTo(Bytes.hex("01000000"));
        assertThat(
                        new TsPayload(
                                        true,
                                        List.of(
                                                TrafficSelector.Range.host(
                                                        47, Ipv4Address.of("192.0.2.1"))))
                                .body())
                .isEqualTo(Bytes.hex("01000000 072f0010 0000ffff c0000201 c0000201"));
        assertThat(
                        new ConfigPayload(
                                        ConfigType.REPLY,
                                        List.of(ConfigAttribute.subnet(Prefix.of("10.0.0.0/8"))))
                                .body())
                .isEqualTo(Bytes.hex("02000000 000d0008 0a000000 ff000000"));
        assertThat(
                        new SaPayload(
                                        List.of(
                                                new Proposal(
                                                        1,
                                                        ProtocolId.ESP,
                                                        Bytes.hex("01020304"),
                                                        List.of(
                                                                Transform.AES_GCM_256,
                                                                Transform.SEQUENTIAL_32))))
                                .body())
                .isEqualTo(
                        Bytes.hex(
                                "00000020 01030402 01020304 0300000c 01000014 800e0100 00000008 05000000"));
        var fragment = new EncryptedFragmentPayload(PayloadType.ID_I, 1, 2, Bytes.hex("aabb"));
        assertThat(new PayloadChain(List.of(fragment)).toBytes())
                .isEqualTo(Bytes.hex("2300000a 00010002 aabb"));
    }

    /// Written out from the figures of RFC 9611 section 5: one identifier of four octets as strongSwan sends it, one of none, one of text
    /// with a protocol that is to be ignored, and the refusal.
    @Test
    void theNotificationsOfResourcesAreThoseOfTheRfc() {
        List<NotifyPayload> notifications =
                List.of(
                        new NotifyPayload(NotifyType.SA_RESOURCE_INFO, Bytes.hex("00000003")),
                        new NotifyPayload(NotifyType.SA_RESOURCE_INFO),
                        new NotifyPayload(
                                ProtocolId.ESP,
                                Bytes.EMPTY,
                                NotifyType.SA_RESOURCE_INFO,
                                Bytes.ascii("q7")),
                        new NotifyPayload(NotifyType.TS_MAX_QUEUE));
        Bytes octets =
                Bytes.hex(
                        "2900000c 0000403c 00000003"
                                + "29000008 0000403c"
                                + "2900000a 0300403c 7137"
                                + "00000008 00000030");
        assertThat(new PayloadChain(List.copyOf(notifications)).toBytes()).isEqualTo(octets);
        PayloadChain parsed = PayloadChain.parse(PayloadType.NOTIFY, octets.reader()).orElseThrow();
        assertThat(parsed.payloads()).isEqualTo(notifications);
        assertThat(parsed.has(NotifyType.SA_RESOURCE_INFO)).isTrue();
        assertThat(parsed.error()).contains(notifications.getLast());
        assertThat(NotifyType.SA_RESOURCE_INFO).hasToString("SA_RESOURCE_INFO");
        for (int length = 0; length < octets.size(); length++) {
            assertThat(
                            PayloadChain.parse(PayloadType.NOTIFY, octets.slice(0, length).reader())
                                    .isOk())
                    .as("%d octets", length)
                    .isFalse();
        }
    }

    @Test
    void whatWeDoNotKnowSurvives() {
        List<IkePayload> payloads =
                List.of(
                        new UnknownPayload(new PayloadType(77), true, Bytes.hex("0102")),
                        new TsPayload(
                                false,
                                List.of(new TrafficSelector.Other(10, 0, Bytes.hex("73656372")))),
                        new NotifyPayload(
                                ProtocolId.ESP,
                                Bytes.hex("0a0b0c0d"),
                                new NotifyType(40_999),
                                Bytes.hex("ff")),
                        new ConfigPayload(
                                ConfigType.REQUEST,
                                List.of(
                                        new ConfigAttribute(
                                                new ConfigAttributeType(30_000), Bytes.hex("99")))),
                        new SaPayload(
                                List.of(
                                        new Proposal(
                                                1,
                                                new ProtocolId(6),
                                                Bytes.EMPTY,
                                                List.of(
                                                        new Transform(
                                                                new TransformType(13),
                                                                7,
                                                                List.of(
                                                                        new TransformAttribute(
                                                                                3,
                                                                                false,
                                                                                Bytes.hex(
                                                                                        "010203")))))))));
        var message = new IkeMessage(1, 2, new ExchangeType(240), true, false, 3, payloads);
        assertThat(IkeMessage.parse(message.toBytes())).isEqualTo(Parse.ok(message));
        assertThat(message.chain().unsupported()).isPresent();
    }

    @Test
    void limitsHold() {
        var chain = new ByteWriter();
        for (int i = 0; i <= IkeLimits.PAYLOADS_MAX; i++) {
            chain.u8(i == IkeLimits.PAYLOADS_MAX ? 0 : 43).u8(0).u16(4);
        }
        assertThat(PayloadChain.parse(PayloadType.VENDOR_ID, chain.toBytes().reader()))
                .isInstanceOfSatisfying(
                        Parse.Malformed.class,
                        failure -> assertThat(failure.what()).isEqualTo("too many payloads"));
        var selectors = new ByteWriter().u8(IkeLimits.SELECTORS_MAX + 1).u24(0);
        assertThat(TsPayload.parse(selectors.toBytes().reader(), true).isOk()).isFalse();
        assertThat(NoncePayload.parse(Bytes.zero(15).reader()).isOk()).isFalse();
        assertThat(NoncePayload.parse(Bytes.zero(257).reader()).isOk()).isFalse();
        assertThatThrownBy(() -> new NoncePayload(Bytes.zero(15)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noOctetsMakeAParserThrow() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            var chance = new Random(seed);
            for (Bytes octets : golden("openswan-ikev2four.hex")) {
                for (int round = 0; round < 50; round++) {
                    byte[] changed = octets.toArray();
                    for (int i = 0; i <= chance.nextInt(6); i++) {
                        changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
                    }
                    Parse<IkeMessage> parsed = IkeMessage.parse(Bytes.of(changed));
                    if (parsed instanceof Parse.Ok<IkeMessage>(var message)) {
                        assertThat(IkeMessage.parse(message.toBytes()))
                                .as("seed " + seed)
                                .isEqualTo(parsed);
                    }
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 1; seed <= 200; seed++) {
            var chance = new Random(seed);
            var payloads = new ArrayList<IkePayload>();
            int count = chance.nextInt(8);
            for (int i = 0; i < count; i++) {
                payloads.add(payload(chance));
            }
            if (chance.nextBoolean()) {
                payloads.add(new EncryptedPayload(PayloadType.ID_R, octets(chance, 40)));
            }
            var message =
                    new IkeMessage(
                            chance.nextLong(),
                            chance.nextLong(),
                            ExchangeType.IKE_AUTH,
                            chance.nextBoolean(),
                            chance.nextBoolean(),
                            chance.nextInt(),
                            payloads);
            assertThat(IkeMessage.parse(message.toBytes()))
                    .as("seed " + seed)
                    .isEqualTo(Parse.ok(message));
            assertThat(message.toBytes().size()).isEqualTo(message.wireLength());
        }
    }

    private static Bytes octets(Random chance, int most) {
        var octets = new byte[chance.nextInt(most + 1)];
        chance.nextBytes(octets);
        return Bytes.of(octets);
    }

    private static IkePayload payload(Random chance) {
        return switch (chance.nextInt(9)) {
            case 0 -> new KePayload(chance.nextInt(65_536), octets(chance, 64));
            case 1 ->
                    new IdPayload(
                            chance.nextBoolean(),
                            new Identification(new IdType(chance.nextInt(256)), octets(chance, 30)),
                            chance.nextInt(1 << 24));
            case 2 -> new CertPayload(new CertEncoding(chance.nextInt(256)), octets(chance, 90));
            case 3 -> new AuthPayload(new AuthMethod(chance.nextInt(256)), octets(chance, 90));
            case 4 ->
                    new NotifyPayload(
                            new ProtocolId(chance.nextInt(256)),
                            octets(chance, 8),
                            new NotifyType(chance.nextInt(65_536)),
                            octets(chance, 9));
            case 5 -> new VendorIdPayload(octets(chance, 16));
            case 6 ->
                    new TsPayload(
                            chance.nextBoolean(),
                            List.of(
                                    TrafficSelector.Range.host(
                                            chance.nextInt(256),
                                            new Ipv6Address(chance.nextLong(), 1)),
                                    new TrafficSelector.Range(
                                            0, 0xFFFF, 0, Ipv4Address.ANY, Ipv4Address.BROADCAST)));
            case 7 -> CertRequestPayload.ofKeyHashes(List.of(Bytes.zero(20)));
            default ->
                    new SaPayload(
                            List.of(
                                    new Proposal(
                                            1,
                                            ProtocolId.IKE,
                                            octets(chance, 8),
                                            List.of(Transform.AES_CBC_256, Transform.ECP_256)),
                                    new Proposal(
                                            2,
                                            ProtocolId.IKE,
                                            Bytes.EMPTY,
                                            List.of(Transform.AES_GCM_128))));
        };
    }
}
