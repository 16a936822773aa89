package io.culvert.linux.cipher;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/// Whether a library gives the right answers: a small packet and, with an extended sequence number, a large one are sealed, opened,
/// and refused after a change. What is known of them is the tag, which no other ciphertext has; keys, text and sequence numbers
/// are always the same. The answers are those of the JDK, which costs too much to ask at a start: its code is not compiled yet.
final class KnownAnswers {
    private static final int KNOWN_OCTETS = 16;

    /// By the words of cipher and integrity algorithm, how the two tags begin.
    private static final Map<String, Bytes[]> TAGS =
            tags(
                    """
                    null/sha1 b19f93cc84455b1ffcc14e12 6f490ca29a134d9f2ba13c80
                    null/sha256 961ac409c5bd37c097691cf6588ead3a f885aef6ae0cdecc85b0a9daab784b98
                    null/sha384 b8e5987fdb553501753d122a7d0a2439 9d972d9152428194539063de2351ada8
                    null/sha512 2425697254eea40b03f61a54acb382e0 b256de64c229ebe6876b54af25389297
                    aes-cbc-128/sha1 b24e9275204ec2f98a09306a 9651fa41c2d5424caa973594
                    aes-cbc-128/sha256 905769de6438e67604903f27c552d957 36428f8c952ed442a02ed9ba894e1ad7
                    aes-cbc-128/sha384 ac95cfae954b7ddb4897fe3b614128ed b7966e76673ba66075a8eb3df315626b
                    aes-cbc-128/sha512 041427e5b1243ba553550ab3db9ae063 394bb41cfb503e63d93aae17a728cc84
                    aes-cbc-192/sha1 f856ecf0462b905af1e7fb4e 32a5a1c24d64038cfb4aaabf
                    aes-cbc-192/sha256 20c409e5dff3e66fcd74732837f03abc 7448001552f297c23016aad8a3e2560d
                    aes-cbc-192/sha384 f87d9438daea21d7a76e5f58712582d7 1bc4c092d0286a8816b9400483d8b3e8
                    aes-cbc-192/sha512 b379b7c98a4b216c33ba1dc62d7fe5d5 26ea0d185230eaf381b292a993c9828d
                    aes-cbc-256/sha1 c4ece4eb38e32b05d189054e 951bd06677ef4990e7601c58
                    aes-cbc-256/sha256 f44389bf9284386d2a41994e1604aee2 dddfe3fe4b6619173efa72680130d2c0
                    aes-cbc-256/sha384 87eebb613a7914bca72582689299f519 2a2a1948be2bbc5b6204f3d3ce3273a0
                    aes-cbc-256/sha512 0202f14acd6b55284131383c5f10072a c77879a33ce65aaa57dad68f1f2f65e2
                    aes-gcm-128 5bbd31f86e8fe7c07255d985b88dc4a6 9c5a25a9a0015401fe984c363835d932
                    aes-gcm-192 d6e95f8d76a07d7c0d70e8ab2c189ed4 2a30c45ce7c47fb4414f38f5eb20c162
                    aes-gcm-256 acb964fdaebf122ba51d14873ed0b789 c2f4832e8ac364e3a273b568f8b83594
                    aes-gmac-128 0d19d6a79fbc77ad528c636bc9667a06 8bed73351d51422023aebfa9da76d10d
                    aes-gmac-192 0f1d306b4e91873ec7dec08aed2c0131 3d8f9ff04665014c46d148565a89f451
                    aes-gmac-256 6bf9cd7ca43aca21b085ca989d8a6095 155a9a9ded111d152727189bb924b701
                    chacha20-poly1305 c2946fd0514f20c94ba57737b2919c4e 7b6f57dc955eeb9a09d40f241f72d45d
                    """);

    /// The text of every packet: its octets count.
    private static final Bytes TEXT = Bytes.of(counting());

    private static final long AT = 64;
    private static final int ROOM = 2048;
    private static final int BURST = 4;
    private static final int SPI = 0x1234_5678;
    private static final byte AROUND = 0x55;

    /// The packets.
    ///
    /// @param payload octets without the trailer
    record Case(int payload, boolean isExtended, long sequence) {}

    static final Case SMALL = new Case(2, false, 1);
    static final Case LARGE = new Case(1378, true, 3L << 32 | 0xFFFF_FFF0L);

    private final EspSuite suite;
    private final MemorySegment packet;

    private KnownAnswers(EspSuite suite, Arena arena) {
        this.suite = suite;
        packet = arena.allocate((long) BURST * ROOM);
    }

    /// Whether a rung gives the right answers for a suite; not if none are known.
    static boolean areGivenBy(EspCiphers rung, EspSuite suite) {
        Bytes[] known = TAGS.get(words(suite));
        if (known == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            var answers = new KnownAnswers(suite, arena);
            return answers.isRight(rung, SMALL, known[0]) && answers.isRight(rung, LARGE, known[1]);
        }
    }

    private static Map<String, Bytes[]> tags(String lines) {
        var tags = new LinkedHashMap<String, Bytes[]>();
        lines.lines()
                .map(line -> line.split(" "))
                .forEach(
                        word ->
                                tags.put(
                                        word[0],
                                        new Bytes[] {Bytes.hex(word[1]), Bytes.hex(word[2])}));
        return tags;
    }

    /// A shorter tag of GCM begins as the whole one does.
    static String words(EspSuite suite) {
        Encryption encryption = suite.encryption();
        return switch (encryption.mode()) {
            case GCM -> "aes-gcm-" + encryption.keyBits();
            case CHACHA20, GMAC -> encryption.word();
            case CBC, NULL -> encryption.word() + "/" + suite.integrity().word();
        };
    }

    private static byte[] counting() {
        var text = new byte[ROOM];
        for (int i = 0; i < ROOM; i++) {
            text[i] = (byte) i;
        }
        return text;
    }

    static EspKeys keys(EspSuite suite) {
        var material = new byte[suite.keyMaterialOctets()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) (3 + 5 * i);
        }
        return suite.keys(Secret.of(material), 0);
    }

    /// How the tag begins that a rung gives a packet.
    static Bytes tag(EspCiphers rung, EspSuite suite, Case given) {
        try (Arena arena = Arena.ofConfined()) {
            var answers = new KnownAnswers(suite, arena);
            answers.seal(rung, given);
            return answers.tag(given);
        }
    }

    private Bytes tag(Case given) {
        return tag(AT, suite.clearOctets(given.payload()));
    }

    private Bytes tag(long at, int clear) {
        return Bytes.of(
                packet, at + suite.clearAt() + clear, Math.min(KNOWN_OCTETS, suite.icvOctets()));
    }

    private void seal(EspCiphers rung, Case given) {
        try (EspSealer sealer =
                rung.sealer(suite, keys(suite), given.isExtended(), Entropy.seeded("known"))) {
            int clear = suite.clearOctets(given.payload());
            packet.asSlice(0, ROOM).fill(AROUND);
            lay(AT, clear, given.sequence());
            sealer.seal(packet, AT, clear, given.sequence());
        }
    }

    private void lay(long at, int clear, long sequence) {
        packet.set(Packet.U32, at, SPI);
        packet.set(Packet.U32, at + 4, (int) sequence);
        TEXT.slice(0, clear).copyTo(packet, at + suite.clearAt());
    }

    private boolean isRight(EspCiphers rung, Case given, Bytes known) {
        seal(rung, given);
        return known.startsWith(tag(given))
                && isAllElseUntouched(given)
                && opens(rung, given)
                && isRightInBursts(rung, given, known);
    }

    /// In each place of a burst, beside packets of other lengths.
    private boolean isRightInBursts(EspCiphers rung, Case given, Bytes known) {
        for (int place = 0; place < BURST; place++) {
            var burst = new Burst(given, place);
            try (EspSealer sealer =
                            rung.sealer(
                                    suite,
                                    keys(suite),
                                    given.isExtended(),
                                    Entropy.seeded("known"));
                    EspOpener opener = rung.opener(suite, keys(suite), given.isExtended())) {
                if (!burst.isSealed(sealer, known) || !burst.isOpened(opener)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// A few packets, one of which is known. The last is forged on its way.
    private final class Burst {
        private final int place;
        private final long[] at = new long[BURST];
        private final int[] clear = new int[BURST];
        private final int[] length = new int[BURST];
        private final long[] sequence = new long[BURST];

        Burst(Case given, int place) {
            this.place = place;
            for (int i = 0; i < BURST; i++) {
                int others = (i - place) * suite.alignment();
                at[i] = AT + (long) i * ROOM;
                clear[i] = suite.clearOctets(given.payload()) + Math.max(0, others);
                length[i] = suite.espOctets(clear[i]);
                sequence[i] = given.sequence() + i - place;
                lay(at[i], clear[i], sequence[i]);
            }
        }

        boolean isSealed(EspSealer sealer, Bytes known) {
            sealer.seal(packet, at, clear, sequence, BURST);
            return known.startsWith(tag(at[place], clear[place]));
        }

        boolean isOpened(EspOpener opener) {
            long last = at[BURST - 1] + length[BURST - 1] - 1;
            byte octet = packet.get(ValueLayout.JAVA_BYTE, last);
            packet.set(ValueLayout.JAVA_BYTE, last, (byte) ~octet);
            var isGood = new boolean[BURST];
            opener.open(packet, at, length, sequence, isGood, BURST);
            for (int i = 0; i < BURST; i++) {
                boolean isForged = i == BURST - 1;
                if (isGood[i] == isForged || !isForged && !isClear(at[i], clear[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean isAllElseUntouched(Case given) {
        long end = AT + suite.espOctets(suite.clearOctets(given.payload()));
        return isUntouched(0, AT) && isUntouched(end, end + AT);
    }

    private boolean isUntouched(long from, long end) {
        for (long at = from; at < end; at++) {
            if (packet.get(ValueLayout.JAVA_BYTE, at) != AROUND) {
                return false;
            }
        }
        return true;
    }

    private boolean opens(EspCiphers rung, Case given) {
        int clear = suite.clearOctets(given.payload());
        int length = suite.espOctets(clear);
        long last = AT + length - 1;
        Bytes sealed = Bytes.of(packet, AT, length);
        byte octet = packet.get(ValueLayout.JAVA_BYTE, last);
        try (EspOpener opener = rung.opener(suite, keys(suite), given.isExtended())) {
            packet.set(ValueLayout.JAVA_BYTE, last, (byte) ~octet);
            boolean isForgedOpen = opener.open(packet, AT, length, given.sequence());
            packet.set(ValueLayout.JAVA_BYTE, last, octet);
            return !isForgedOpen
                    && Bytes.of(packet, AT, length).equals(sealed)
                    && opener.open(packet, AT, length, given.sequence())
                    && isClear(AT, clear);
        }
    }

    private boolean isClear(long at, int octets) {
        return Bytes.of(packet, at + suite.clearAt(), octets).equals(TEXT.slice(0, octets));
    }
}
