package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every rung of the ladder must do. E1 to E5 are the project vectors of the reference digest (test-vectors.md part B).
public abstract class EspCiphersContract {
    private static final Entropy ENTROPY = Entropy.seeded("esp");
    static final Bytes D1 =
            Bytes.hex(
                    """
                    000088470001213f4500005400010000 3f01174cc0a8710ac0a872010800eeb7
                    12340001000102030405060708090a0b 0c0d0e0f101112131415161718191a1b
                    1c1d1e1f202122232425262728292a2b 2c2d2e2f3031323334353637""");
    private static final Bytes E1 =
            Bytes.hex(
                    """
                    11 22 33 44 00 00 00 01 00 00 00 00 00 00 00 01
                    46 71 94 b5 6c 85 56 6f c2 6c 46 43 db 05 94 66
                    2e f3 0e cf 56 5d f1 a8 ad 59 f9 11 14 a6 b1 a5
                    f9 cf ce aa 25 30 92 d4 34 0f e2 bf c7 25 b5 1f
                    be 5f e3 d9 11 51 eb d4 cc 37 d7 04 ba 41 86 2b
                    3f d0 51 cf 06 fb e3 45 e4 bb 52 9f 31 31 22 53
                    f3 be 29 d4 a4 0a 71 bc b3 c5 92 00 9a e3 5d 67
                    b3 93 d7 cc 09 59 65 8a 9d d6 f5 b9 7f 19 a9 ef""");
    static final Bytes E3 =
            Bytes.hex(
                    """
                    11 22 33 44 00 00 00 01 b0 b1 b2 b3 b4 b5 b6 b7
                    b8 b9 ba bb bc bd be bf 5e 5f 2c ee 79 a9 04 7e
                    99 6a 02 6d 39 9d ad 67 32 07 e0 08 2b 12 df 6f
                    49 d4 ed 60 36 93 7f 7d 3e db 51 6d 8e 20 62 b0
                    10 39 6a 93 40 3f 39 e6 c6 4e 3e bf 22 9e d7 d9
                    c8 62 46 9a d4 46 5b 06 ee 31 74 b9 47 72 92 10
                    9e ae fe fa f6 94 3e 39 34 59 ff c3 9e f9 7a 8d
                    05 38 86 c9 14 bf ac 22 fa 8d cf 03 7a e8 4d 92
                    d1 df de 76 ad 59 eb 56 c0 e8 cf ff d0 38 7c ca
                    8e 30 9d 8a 4c bd d9 18""");
    static final Bytes E4_TAG =
            Bytes.hex("9ecd36ccaa33ea2d96369567f38f1dd82b4d2520a82d9aeaa3c4838ff4df15ee");
    private static final Bytes E5 =
            Bytes.hex(
                    """
                    11 22 33 44 00 00 00 02 00 00 00 00 00 00 00 02
                    a1 27 47 42 f4 46 ab 93 0d a1 bb 36 a2 03 9b 45
                    85 2b 20 27 fb 3f c8 66 6b 7f a3 1b fa 92 b2 3d
                    7c dd c6 c4 a4 9c 25 c3 bc 0f fe 60 72 32 31 12
                    e1 21 f6 c7 eb 80 56 c3 fa 6a 82 a7 09 e4 87 37
                    5e af d5 49 da 8a e8 1e 5a de d2 2c 35 a6 df 8d
                    d9 c6 b5 43 ae f9 68 5d 01 72 61 3a ad 7e 77 f3
                    a6 0c a4 7b f4 50 71 c2 63 8d e6 39""");
    static final EspSuite CBC_SHA512 =
            new EspSuite(Encryption.AES_CBC_256, Integrity.HMAC_SHA2_512_256);

    /// The rung.
    protected abstract EspCiphers ciphers();

    /// The rung, if it has the suite; otherwise the case is left out, which says so.
    private EspCiphers ciphers(EspSuite suite) {
        assumeTrue(ciphers().supports(suite), () -> ciphers().name() + " has no " + suite);
        return ciphers();
    }

    static Bytes counting(int first, int count) {
        var octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (first + i);
        }
        return Bytes.of(octets);
    }

    static EspKeys keys(EspSuite suite) {
        return suite.keys(
                Secret.of(
                        Bytes.concat(
                                counting(0, suite.encryption().keyOctets()),
                                counting(0xA0, suite.encryption().saltOctets()),
                                counting(0x40, suite.integrity().keyOctets()))),
                0);
    }

    /// A packet in the clear at offset 3 of a slab: header, room for the IV, payload, pad, trailer.
    static MemorySegment clear(
            Arena arena, EspSuite suite, long sequence, Bytes payload, int nextHeader) {
        MemorySegment slab = arena.allocate(4096);
        int pad = suite.padOctets(payload.size());
        Bytes trailer = counting(1, pad).plus(Bytes.of((byte) pad, (byte) nextHeader));
        slab.set(Scratch.U32, 3, 0x11223344);
        slab.set(Scratch.U32, 7, (int) sequence);
        payload.plus(trailer).copyTo(slab, 3 + suite.clearAt());
        return slab;
    }

    static Bytes packet(MemorySegment slab, EspSuite suite, int payload) {
        return Bytes.of(slab, 3, suite.espOctets(suite.clearOctets(payload)));
    }

    @Test
    void gcmMakesThePacketsE1AndE5() {
        try (Arena arena = Arena.ofConfined();
                EspSealer sealer =
                        ciphers(EspSuite.GCM_128)
                                .sealer(EspSuite.GCM_128, keys(EspSuite.GCM_128), false, ENTROPY)) {
            MemorySegment slab = clear(arena, EspSuite.GCM_128, 1, D1, 47);
            sealer.seal(slab, 3, EspSuite.GCM_128.clearOctets(D1.size()), 1);
            assertThat(packet(slab, EspSuite.GCM_128, D1.size())).isEqualTo(E1);

            Bytes labelled = D1.slice(4);
            slab = clear(arena, EspSuite.GCM_128, 2, labelled, 137);
            sealer.seal(slab, 3, EspSuite.GCM_128.clearOctets(labelled.size()), 2);
            assertThat(packet(slab, EspSuite.GCM_128, labelled.size())).isEqualTo(E5);
        }
    }

    @Test
    void thePacketE3AndTheTagE4Open() {
        EspCiphers ciphers = ciphers(CBC_SHA512);
        for (boolean extended : new boolean[] {false, true}) {
            long sequence = extended ? 1L << 32 | 1 : 1;
            Bytes packet = extended ? E3.slice(0, E3.size() - 32).plus(E4_TAG) : E3;
            try (Arena arena = Arena.ofConfined();
                    EspOpener opener = ciphers.opener(CBC_SHA512, keys(CBC_SHA512), extended)) {
                MemorySegment slab = arena.allocate(4096);
                packet.copyTo(slab, 3);
                assertThat(opener.open(slab, 3, packet.size(), sequence)).isTrue();
                assertThat(Bytes.of(slab, 3 + 24, D1.size())).isEqualTo(D1);
            }
        }
    }

    /// A packet of RFC 3602 section 4, which has no integrity check value.
    record Rfc3602(String number, String key, int nextHeader, String payload, String esp) {
        @Override
        public String toString() {
            return "case " + number;
        }
    }

    static List<Rfc3602> packetsOfRfc3602() {
        return List.of(
                new Rfc3602(
                        "5",
                        "90d382b410eeba7ad938c46cec1a82bf",
                        1,
                        """
                    08000ebda70a00008e9c083db95b070008090a0b0c0d0e0f1011121314151617
                    18191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637""",
                        """
                    0000432100000001e96e8c08ab465763fd098d45dd3ff893f663c25d325c18c6
                    a9453e194e120849a4870b66cc6b9965330013b4898dc856a4699e523a55db08
                    0b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874aa269add047ad2d59
                    13ac19b7cfbad4a6"""),
                new Rfc3602(
                        "6",
                        "90d382b410eeba7ad938c46cec1a82bf",
                        1,
                        """
                    0800b5e8a80a0500a69c083d0b660e00777777777777777777777777""",
                        """
                    000043210000000869d08df7d203329db093fc4924e5bd80f51995881ec4e0c4
                    488987ce742e8109689bb379d2d750c0d915dca346a89f75"""),
                new Rfc3602(
                        "7",
                        "0123456789abcdef0123456789abcdef",
                        4,
                        """
                    45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d
                    02a2040008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223
                    2425262728292a2b2c2d2e2f3031323334353637""",
                        """
                    0000876500000002f4e765244f6407adf13dc1380f673f37773b5241a4c44922
                    5e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8e4ecaec78ac53aad
                    7a0f022b859243c647752e94a859352b8a4d4d2decd136e5c177f132ad3fbfb2
                    201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d"""),
                new Rfc3602(
                        "8",
                        "0123456789abcdef0123456789abcdef",
                        4,
                        """
                    45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083d
                    a3de0300ffffffffffffffffffffffffffffffffffffffffffffffffffffffff
                    ffffffff""",
                        """
                    000087650000000585d47224b5f3dd5d2101d4ea8dffab2215b92683819596a8
                    047232cc00f7048fe45318e11f8a0f62ede3c3fc61203bb50f980a08c9843fd3
                    a1b06d5c07ff9639b7eb7dfb3512e5de435e7207ed971ef3d2726d9b5ef6affc
                    6d17a0decbb13892"""));
    }

    /// With the integrity check value that they lack, from another source.
    @ParameterizedTest
    @MethodSource("packetsOfRfc3602")
    void thePacketsOfRfc3602Open(Rfc3602 given) throws GeneralSecurityException {
        EspCiphers ciphers = ciphers(RFC_3602);
        Bytes key = counting(0x40, 32);
        Bytes esp = Bytes.hex(given.esp());
        Bytes payload = Bytes.hex(given.payload());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
        Bytes packet = esp.plus(Bytes.of(mac.doFinal(esp.toArray())).slice(0, 16));
        try (Arena arena = Arena.ofConfined();
                EspOpener opener = ciphers.opener(RFC_3602, keys(given), false)) {
            MemorySegment slab = arena.allocate(256);
            packet.copyTo(slab, 0);
            assertThat(opener.open(slab, 0, packet.size(), esp.i32(4))).isTrue();
            assertThat(Bytes.of(slab, 24, payload.size())).isEqualTo(payload);
        }
    }

    static final EspSuite RFC_3602 =
            new EspSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA2_256_128);

    static EspKeys keys(Rfc3602 given) {
        return new EspKeys(
                Secret.of(Bytes.hex(given.key())),
                Secret.of(Bytes.EMPTY),
                Secret.of(counting(0x40, 32)));
    }

    /// RFC 2202 section 3 and RFC 4231 section 4.3, case 2: its text is as long as a packet without encryption may be, and its key
    /// is one with zeros behind it, which HMAC adds itself.
    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA1_96, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "HMAC_SHA2_256_128, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "HMAC_SHA2_384_192,"
                + " af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "HMAC_SHA2_512_256,"
                + " 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    })
    void theTagsAreThoseOfRfc4231(Integrity integrity, String digest) {
        var suite = new EspSuite(Encryption.NULL, integrity);
        EspCiphers ciphers = ciphers(suite);
        Bytes text = Bytes.ascii("what do ya want for nothing?");
        Bytes key = Bytes.ascii("Jefe");
        var keys =
                new EspKeys(
                        Secret.of(Bytes.EMPTY),
                        Secret.of(Bytes.EMPTY),
                        Secret.of(key.plus(Bytes.zero(integrity.keyOctets() - key.size()))));
        long sequence = Integer.toUnsignedLong(text.i32(4));
        try (Arena arena = Arena.ofConfined();
                EspSealer sealer = ciphers.sealer(suite, keys, false, ENTROPY)) {
            MemorySegment slab = arena.allocate(128);
            text.copyTo(slab, 5);
            sealer.seal(slab, 5, text.size() - EspSuite.HEADER_OCTETS, sequence);
            assertThat(Bytes.of(slab, 5 + text.size(), integrity.icvOctets()))
                    .isEqualTo(Bytes.hex(digest).slice(0, integrity.icvOctets()));
        }
    }

    /// draft-mcgrew-gcm-test-01 section 4: one packet for each length of key, the first with an extended sequence number.
    @ParameterizedTest
    @CsvSource({
        "4c80cdefbb5d10da906ac73c3613a634, 2e443b68, 8765432100000000,"
                + "00004321 00000000 4956ed7e3b244cfe"
                + "fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34"
                + "cfa2436f14a3f3cf65925bf1f4a13c5d15b21e1884f5ff6247aeabb786b93bce"
                + "61bc17d768fd9732 459018148f6cbe722fd04796562dfdb4,"
                + "45000048699a000080114db7c0a80102c0a801010a9bf15638d3010000010000"
                + "00000000045f736970045f756470037369700963796265726369747902646b00"
                + "0021000101020201",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c, cafebabe, a,"
                + "0000a5f8 0000000a facedbaddecaf888"
                + "a5b1f8066029aea40e598b8122de02420938b3ab33f828e687b8858b5bfbdbd0"
                + "315b27452144cc77 95457b9652037f5318027b5b4cd7a636,"
                + "45000028a4ad4000400678800a01038f0a010612802306b8cb712602dd6bb03e"
                + "501016d075680001",
        "abbccddef00112233445566778899aababbccddef00112233445566778899aab, 11223344, 2,"
                + "4a2cbfe3 00000002 0102030405060708"
                + "ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763"
                + "748a637985771d347f0545659f14e99def842d8e b335f4eecfdbf831824b4c4915956c96,"
                + "4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee000000000"
                + "7002400020bf0000020405b40101040201020201",
    })
    void gcmOpensThePacketsOfTheDraft(
            String key, String salt, String sequence, String esp, String clear) {
        var suite =
                EspSuite.of(
                                switch (key.length()) {
                                    case 32 -> Encryption.AES_GCM_16_128;
                                    case 48 -> Encryption.AES_GCM_16_192;
                                    default -> Encryption.AES_GCM_16_256;
                                },
                                Integrity.NONE)
                        .orElseThrow();
        var keys =
                new EspKeys(
                        Secret.of(Bytes.hex(key)),
                        Secret.of(Bytes.hex(salt)),
                        Secret.of(Bytes.EMPTY));
        long number = Long.parseUnsignedLong(sequence, 16);
        Bytes packet = Bytes.hex(esp);
        EspCiphers ciphers = ciphers(suite);
        try (Arena arena = Arena.ofConfined();
                EspOpener opener = ciphers.opener(suite, keys, number >>> 32 != 0)) {
            MemorySegment slab = arena.allocate(packet.size());
            packet.copyTo(slab, 0);
            assertThat(opener.open(slab, 0, packet.size(), number)).isTrue();
            assertThat(Bytes.of(slab, 16, packet.size() - 32)).isEqualTo(Bytes.hex(clear));
        }
    }

    /// RFC 7634 appendix A.
    @Test
    void chachaMakesThePacketOfRfc7634() {
        Bytes key = Bytes.hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        var keys =
                new EspKeys(
                        Secret.of(key), Secret.of(Bytes.hex("a0a1a2a3")), Secret.of(Bytes.EMPTY));
        Bytes clear =
                Bytes.hex(
                        "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10"
                                + "0007362708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
                                + "2425262728292a2b2c2d2e2f303132333435363701020204");
        // The appendix sets the IV and the sequence number apart; this cipher writes the one into
        // the other.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slab = arena.allocate(256);
            Bytes.hex(
                            """
                            01020304 00000005 1011121314151617
                            24039428b97f417e3c13753a4f05087b 67c352e6a7fab1b982d466ef407ae5c6
                            14ee8099d52844eb61aa95dfab4c02f7 2aa71e7c4c4f64c9befe2facc638e8f3
                            cbec163fac469b502773f6fb94e664da 9165b82829f641e076aaa8266b7fb0f7
                            b11b369907e1ad43""")
                    .copyTo(slab, 0);
            int length = 16 + clear.size() + 16;
            EspOpener opener =
                    ciphers(EspSuite.CHACHA20_POLY1305)
                            .opener(EspSuite.CHACHA20_POLY1305, keys, false);
            assertThat(opener.open(slab, 0, length, 5)).isTrue();
            assertThat(Bytes.of(slab, 16, clear.size())).isEqualTo(clear);
        }
    }

    static List<EspSuite> suites() {
        return EspSuite.all();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void whatIsSealedFromElsewhereAndOpenedToElsewhereIsTheSame(EspSuite suite) {
        EspCiphers ciphers = ciphers(suite);
        var random = new Random(12);
        for (boolean extended : new boolean[] {false, true}) {
            try (Arena arena = Arena.ofConfined();
                    EspSealer sealer = ciphers.sealer(suite, keys(suite), extended, ENTROPY);
                    EspOpener opener = ciphers.opener(suite, keys(suite), extended)) {
                MemorySegment slab = arena.allocate(16_384);
                for (int i = 1; i < 20; i++) {
                    long sequence = (extended ? 7L << 32 : 0) + i;
                    var octets = new byte[suite.clearOctets(random.nextInt(1500))];
                    random.nextBytes(octets);
                    Bytes clear = Bytes.of(octets);
                    int length = suite.espOctets(clear.size());
                    slab.set(Scratch.U32, 4001, 0x11223344);
                    slab.set(Scratch.U32, 4005, (int) sequence);
                    clear.copyTo(slab, 77);
                    sealer.sealFrom(slab, 77, 4001, suite.clearAt(), clear.size(), sequence);
                    assertThat(Bytes.of(slab, 77, clear.size())).isEqualTo(clear);
                    Bytes sealed = Bytes.of(slab, 4001, length);
                    assertThat(openTo(opener, slab, length, sequence, suite)).isTrue();
                    assertThat(Bytes.of(slab, 9001, clear.size())).isEqualTo(clear);
                    sealed.copyTo(slab, 4001);
                    assertThat(opener.open(slab, 4001, length, sequence)).isTrue();
                    assertThat(Bytes.of(slab, 4001 + suite.clearAt(), clear.size()))
                            .isEqualTo(clear);
                    int changed = 8 + random.nextInt(length - 8);
                    sealed.copyTo(slab, 4001);
                    slab.set(
                            java.lang.foreign.ValueLayout.JAVA_BYTE,
                            4001 + changed,
                            (byte) ~sealed.get(changed));
                    assertThat(openTo(opener, slab, length, sequence, suite)).isFalse();
                }
            }
        }
    }

    private static boolean openTo(
            EspOpener opener, MemorySegment slab, int length, long sequence, EspSuite suite) {
        return opener.openTo(
                slab, 4001, length, sequence, 9001, suite.clearAt(), suite.clearOctetsIn(length));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySuiteOpensWhatItSealedAndNothingElse(EspSuite suite) {
        EspCiphers ciphers = ciphers(suite);
        var random = new Random(11);
        for (boolean extended : new boolean[] {false, true}) {
            try (Arena arena = Arena.ofConfined();
                    EspSealer sealer = ciphers.sealer(suite, keys(suite), extended, ENTROPY);
                    EspOpener opener = ciphers.opener(suite, keys(suite), extended)) {
                for (int i = 1; i < 40; i++) {
                    long sequence = (extended ? 7L << 32 : 0) + i;
                    var octets = new byte[random.nextInt(3000)];
                    random.nextBytes(octets);
                    Bytes payload = Bytes.of(octets);
                    MemorySegment slab = clear(arena, suite, sequence, payload, 47);
                    Bytes before = packet(slab, suite, payload.size());
                    sealer.seal(slab, 3, suite.clearOctets(payload.size()), sequence);
                    Bytes sealed = packet(slab, suite, payload.size());
                    if (suite.encryption().mode() != Encryption.Mode.GMAC
                            && suite.encryption().mode() != Encryption.Mode.NULL
                            && payload.size() > 16) {
                        assertThat(sealed.slice(suite.clearAt(), suite.clearAt() + payload.size()))
                                .isNotEqualTo(payload);
                    }
                    int changed = random.nextInt(sealed.size() - 8) + 8;
                    slab.set(
                            java.lang.foreign.ValueLayout.JAVA_BYTE,
                            3 + changed,
                            (byte) ~sealed.get(changed));
                    assertThat(opener.open(slab, 3, sealed.size(), sequence)).isFalse();
                    sealed.copyTo(slab, 3);
                    assertThat(opener.open(slab, 3, sealed.size() - suite.alignment(), sequence))
                            .isFalse();
                    assertThat(opener.open(slab, 3, sealed.size() - 1, sequence)).isFalse();
                    if (extended) {
                        assertThat(opener.open(slab, 3, sealed.size(), sequence + (1L << 32)))
                                .isFalse();
                    }
                    assertThat(opener.open(slab, 3, sealed.size(), sequence)).isTrue();
                    assertThat(
                                    Bytes.of(
                                            slab,
                                            3 + suite.clearAt(),
                                            suite.clearOctets(payload.size())))
                            .isEqualTo(
                                    before.slice(
                                            suite.clearAt(),
                                            suite.clearAt() + suite.clearOctets(payload.size())));
                }
                for (int length = -1; length < suite.espOctets(suite.alignment()); length++) {
                    assertThat(opener.open(arena.allocate(256), 0, length, 0)).isFalse();
                }
            }
        }
    }
}
