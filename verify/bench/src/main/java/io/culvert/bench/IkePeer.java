package io.culvert.bench;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.EntropyRandom;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.crypto.ike.SkCipher;
import io.culvert.engine.Entropy;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertEncoding;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.ConfigAttribute;
import io.culvert.wire.ike.ConfigAttributeType;
import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.EncryptedPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IdPayload;
import io.culvert.wire.ike.Identification;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.Proposal;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.Transform;
import io.culvert.wire.ike.TsPayload;
import java.nio.channels.DatagramChannel;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One initiator: IKE_SA_INIT, IKE_AUTH with a Child SA in transport mode for GRE, signs of life, and Delete; what the responder asks it
/// answers. It asks no more of the answers than it needs to go on. All of a crowd share one private value, so that the crowd costs less
/// than the responder.
final class IkePeer {
    static final String SECRET = "the-same-for-all-of-them";
    /// What the Child SA is sealed by.
    static final EspSuite ESP = EspSuite.GCM_128;

    private static final int GRE = 47;
    private static final int NAT_PORT = 4500;
    private static final int HASH_OCTETS = 20;
    private static final Entropy ENTROPY = Entropy.seeded("a crowd");
    private static final IkeSuite SUITE =
            IkeSuite.of(
                            Encryption.AES_GCM_16_128,
                            Prf.HMAC_SHA2_256,
                            Integrity.NONE,
                            KeyExchangeMethod.CURVE25519)
                    .orElseThrow();
    private static final Proposal IKE =
            new Proposal(
                    1,
                    ProtocolId.IKE,
                    Bytes.EMPTY,
                    List.of(
                            Transform.AES_GCM_128,
                            Transform.PRF_HMAC_SHA2_256,
                            Transform.CURVE25519));

    /// How all of a crowd prove themselves.
    static final class Way {
        private final PublicKeys keys;
        private final Optional<PrivateKey> key;
        private final Bytes certificate;
        private final KeyExchange exchange;

        /// @param key of RSA; without one there is a pre-shared key
        Way(PublicKeys keys, Optional<PrivateKey> key, Bytes certificate) {
            this.keys = keys;
            this.key = key;
            this.certificate = certificate;
            exchange = keys.generate(KeyExchangeMethod.CURVE25519, ENTROPY);
        }
    }

    /// Who it is.
    ///
    /// @param identity a name below `example`
    /// @param isSpoke whether it says to be behind a NAT, from port 4500 on, asks for an address and keeps the keys of its Child SA
    /// @param isBack whether it was there before and has lost its memory (RFC 7296 section 2.4)
    record Role(String identity, boolean isSpoke, boolean isBack) {
        static final Role ANYBODY = new Role("peer.example", false, false);
    }

    /// The Child SA of a spoke.
    ///
    /// @param address what the responder gave it
    /// @param spi that the responder receives with
    record Child(IpAddress address, int spi, EspKeys outbound, EspKeys inbound) {}

    private enum State {
        INVITING,
        PROVING,
        UP,
        PROBING,
        REFUSED,
        LEAVING,
        GONE
    }

    final DatagramChannel channel;
    long sentNanos;
    long askedNanos;
    private final Way way;
    private final Role role;
    private final IpAddress address;
    private final IpAddress responder;
    private final long spi = ENTROPY.nextLong() | 1;
    private final Bytes nonce = ENTROPY.bytes(32);
    private State state = State.INVITING;
    private Bytes first = Bytes.EMPTY;
    private Bytes last = Bytes.EMPTY;
    private long responderSpi;
    private Optional<SkCipher> sealing = Optional.empty();
    private Optional<SkCipher> opening = Optional.empty();
    private final Bytes espSpi = ENTROPY.bytes(4);
    private Bytes responderNonce = Bytes.EMPTY;
    private Optional<IkeKeys> keys = Optional.empty();
    private Optional<Child> child = Optional.empty();
    private int messageId = 1;

    IkePeer(Way way, Role role, DatagramChannel channel, String address, String responder) {
        this.way = way;
        this.role = role;
        this.channel = channel;
        this.address = IpAddress.parse(address).orElseThrow();
        this.responder = IpAddress.parse(responder).orElseThrow();
    }

    boolean isUp() {
        return state == State.UP || state == State.PROBING;
    }

    boolean isProbing() {
        return state == State.PROBING;
    }

    /// Whether one side ended it, and the other knows.
    boolean isGone() {
        return state == State.GONE;
    }

    Optional<Child> child() {
        return child;
    }

    String state() {
        return state.toString();
    }

    /// What was sent last.
    Bytes last() {
        return last;
    }

    Bytes begin() {
        return invite(List.of());
    }

    private Bytes invite(List<IkePayload> before) {
        var payloads = new ArrayList<IkePayload>(before);
        payloads.add(new SaPayload(List.of(IKE)));
        payloads.add(new KePayload(31, way.exchange.publicValue()));
        payloads.add(new NoncePayload(nonce));
        // RFC 7427 section 4: SHA2-256.
        payloads.add(
                new NotifyPayload(
                        NotifyType.SIGNATURE_HASH_ALGORITHMS, new ByteWriter(2).u16(2).toBytes()));
        if (role.isSpoke) {
            payloads.add(
                    new NotifyPayload(NotifyType.NAT_DETECTION_SOURCE_IP, Bytes.zero(HASH_OCTETS)));
            payloads.add(
                    new NotifyPayload(NotifyType.NAT_DETECTION_DESTINATION_IP, responderHash()));
        }
        first =
                new IkeMessage(spi, 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads)
                        .toBytes();
        last = first;
        return first;
    }

    /// RFC 7296 section 2.23.
    private Bytes responderHash() {
        try {
            var out = new ByteWriter(22).i64(spi).i64(0).bytes(responder.bytes()).u16(NAT_PORT);
            return Bytes.of(MessageDigest.getInstance("SHA-1").digest(out.toBytes().toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /// The next message, if there is one.
    Optional<Bytes> on(Bytes octets) {
        Optional<IkeMessage> parsed = IkeMessage.parse(octets).toOptional();
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        IkeMessage message = parsed.get();
        return message.isResponse() ? onResponse(message, octets) : onRequest(message, octets);
    }

    /// Liveness checks and Delete are answered alike.
    private Optional<Bytes> onRequest(IkeMessage message, Bytes octets) {
        Optional<PayloadChain> chain = keys.isEmpty() ? Optional.empty() : open(message, octets);
        if (chain.isPresent() && chain.get().find(DeletePayload.class).isPresent()) {
            state = State.GONE;
        }
        return chain.map(
                _ ->
                        message(
                                ExchangeType.INFORMATIONAL,
                                IkeHeader.FLAG_RESPONSE,
                                message.messageId(),
                                List.of()));
    }

    private Optional<Bytes> onResponse(IkeMessage message, Bytes octets) {
        return switch (state) {
            case INVITING -> invited(message);
            case PROVING -> {
                Optional<PayloadChain> chain = open(message, octets);
                if (message.messageId() == 1 && chain.isPresent()) {
                    boolean isGranted =
                            chain.get().find(PayloadType.AUTH).isPresent()
                                    && chain.get().find(PayloadType.SA).isPresent();
                    state = isGranted ? State.UP : State.REFUSED;
                    if (isGranted && role.isSpoke) {
                        child = Optional.of(child(chain.get()));
                    }
                }
                yield Optional.empty();
            }
            case LEAVING -> {
                state = message.messageId() == messageId ? State.GONE : State.LEAVING;
                yield Optional.empty();
            }
            case UP, PROBING, REFUSED, GONE -> Optional.empty();
        };
    }

    private Child child(PayloadChain answer) {
        Bytes theirs = answer.find(SaPayload.class).orElseThrow().proposals().getFirst().spi();
        Bytes given =
                answer.find(ConfigPayload.class).orElseThrow().attributes().stream()
                        .filter(
                                each ->
                                        each.type()
                                                .equals(ConfigAttributeType.INTERNAL_IP4_ADDRESS))
                        .findFirst()
                        .orElseThrow()
                        .value();
        int one = ESP.keyMaterialOctets();
        Secret octets =
                IkeKeys.childKeys(
                        SUITE.prf(), keys.orElseThrow().d(), nonce, responderNonce, 2 * one);
        return new Child(
                IpAddress.of(given), theirs.i32(0), ESP.keys(octets, 0), ESP.keys(octets, one));
    }

    private Optional<Bytes> invited(IkeMessage message) {
        Optional<NotifyPayload> cookie = message.chain().notify(NotifyType.COOKIE);
        if (cookie.isPresent()) {
            return Optional.of(
                    invite(List.of(new NotifyPayload(NotifyType.COOKIE, cookie.get().data()))));
        }
        Optional<KePayload> ke = message.chain().find(KePayload.class);
        Optional<NoncePayload> theirs = message.chain().find(NoncePayload.class);
        if (ke.isEmpty() || theirs.isEmpty()) {
            state = State.REFUSED;
            return Optional.empty();
        }
        Secret shared = way.exchange.agree(ke.get().data()).orElseThrow();
        responderNonce = theirs.get().nonce();
        responderSpi = message.responderSpi();
        Secret seed = IkeKeys.skeyseed(SUITE.prf(), nonce, responderNonce, shared);
        IkeKeys made = IkeKeys.derive(SUITE, seed, nonce, responderNonce, spi, responderSpi);
        sealing = Optional.of(SkCipher.fromInitiator(SUITE, made, ENTROPY));
        opening = Optional.of(SkCipher.fromResponder(SUITE, made, ENTROPY));
        keys = Optional.of(made);
        state = State.PROVING;
        return Optional.of(prove(made));
    }

    private Bytes prove(IkeKeys made) {
        var id = new IdPayload(true, Identification.fqdn(role.identity));
        Bytes octets =
                IkeKeys.signedOctets(SUITE.prf(), first, responderNonce, made.pi(), id.body());
        var payloads = new ArrayList<IkePayload>();
        payloads.add(id);
        if (way.key.isPresent()) {
            payloads.add(new CertPayload(CertEncoding.X509_SIGNATURE, way.certificate));
            // RFC 7427 section 3: sha256WithRSAEncryption.
            Bytes identifier = Bytes.hex("300d06092a864886f70d01010b0500");
            Bytes signature = sign(way.key.get(), octets);
            payloads.add(
                    new AuthPayload(
                            AuthMethod.DIGITAL_SIGNATURE,
                            Bytes.of((byte) identifier.size()).plus(identifier).plus(signature)));
        } else {
            payloads.add(
                    new AuthPayload(
                            AuthMethod.SHARED_KEY,
                            IkeKeys.sharedKeyAuth(
                                    SUITE.prf(), Secret.of(Bytes.utf8(SECRET)), octets)));
        }
        if (role.isBack) {
            payloads.add(new NotifyPayload(NotifyType.INITIAL_CONTACT));
        }
        if (role.isSpoke) {
            payloads.add(
                    new ConfigPayload(
                            ConfigType.REQUEST,
                            List.of(
                                    ConfigAttribute.empty(
                                            ConfigAttributeType.INTERNAL_IP4_ADDRESS))));
        }
        payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        payloads.add(
                new SaPayload(
                        List.of(
                                new Proposal(
                                        1,
                                        ProtocolId.ESP,
                                        espSpi,
                                        List.of(Transform.AES_GCM_128, Transform.SEQUENTIAL_32)))));
        payloads.add(new TsPayload(true, List.of(TrafficSelector.Range.host(GRE, address))));
        payloads.add(new TsPayload(false, List.of(TrafficSelector.Range.host(GRE, responder))));
        return request(ExchangeType.IKE_AUTH, payloads);
    }

    private Bytes sign(PrivateKey key, Bytes octets) {
        try {
            Signature signature =
                    way.keys.signer(
                            new PublicKeys.Algorithm("SHA256withRSA", Optional.empty()),
                            key,
                            new EntropyRandom(ENTROPY));
            signature.update(octets.toArray());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("some rung signs by RSA", e);
        }
    }

    /// Asks for a sign of life, RFC 7296 section 1.4.
    Bytes probe() {
        state = State.PROBING;
        messageId++;
        return request(ExchangeType.INFORMATIONAL, List.of());
    }

    /// Whether this answers the question.
    boolean isAlive(Bytes octets) {
        Optional<IkeMessage> message = IkeMessage.parse(octets).toOptional();
        if (message.isPresent()
                && message.get().isResponse()
                && message.get().messageId() == messageId) {
            state = State.UP;
            return true;
        }
        return false;
    }

    Bytes delete() {
        state = State.LEAVING;
        messageId++;
        return request(ExchangeType.INFORMATIONAL, List.of(DeletePayload.IKE_SA));
    }

    private Bytes request(ExchangeType exchange, List<IkePayload> payloads) {
        last = message(exchange, 0, messageId, payloads);
        return last;
    }

    /// A message of one Encrypted payload, RFC 7296 section 3.14.
    private Bytes message(ExchangeType exchange, int flags, int id, List<IkePayload> payloads) {
        var chain = new PayloadChain(payloads);
        Bytes inner = chain.toBytes();
        SkCipher cipher = sealing.orElseThrow();
        int payload = IkePayload.HEADER + cipher.sealedOctets(inner.size());
        var out = new ByteWriter(IkeHeader.SIZE + IkePayload.HEADER);
        new IkeHeader(
                        spi,
                        responderSpi,
                        PayloadType.SK,
                        IkeHeader.VERSION_2,
                        exchange,
                        IkeHeader.FLAG_INITIATOR | flags,
                        id,
                        IkeHeader.SIZE + payload)
                .writeTo(out);
        out.u8(chain.first().code()).u8(0).u16(payload);
        Bytes prefix = out.toBytes();
        return prefix.plus(cipher.seal(prefix, inner));
    }

    private Optional<PayloadChain> open(IkeMessage message, Bytes octets) {
        return message.chain()
                .find(EncryptedPayload.class)
                .flatMap(
                        encrypted ->
                                opening.orElseThrow()
                                        .open(
                                                octets.slice(
                                                        0,
                                                        octets.size() - encrypted.sealed().size()),
                                                encrypted.sealed())
                                        .flatMap(
                                                inner ->
                                                        PayloadChain.parse(
                                                                encrypted.firstInside(),
                                                                inner.reader()))
                                        .toOptional());
    }
}
