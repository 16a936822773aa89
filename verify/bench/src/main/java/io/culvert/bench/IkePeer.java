package io.culvert.bench;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.EntropyRandom;
import io.culvert.crypto.Integrity;
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
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One initiator: IKE_SA_INIT, IKE_AUTH with a Child SA in transport mode for GRE, signs of life, and Delete. It asks no more of the
/// answers than it needs to go on. All of a crowd share one private value, so that the crowd costs less than the responder.
final class IkePeer {
    static final String SECRET = "the-same-for-all-of-them";
    private static final int GRE = 47;
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

    private enum State {
        INVITING,
        PROVING,
        UP,
        PROBING,
        REFUSED
    }

    final DatagramChannel channel;
    long sentNanos;
    long askedNanos;
    private final Way way;
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
    private int messageId = 1;

    IkePeer(Way way, DatagramChannel channel, String address, String responder) {
        this.way = way;
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
        first =
                new IkeMessage(spi, 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads)
                        .toBytes();
        last = first;
        return first;
    }

    /// The next message, if there is one.
    Optional<Bytes> on(Bytes octets) {
        Optional<IkeMessage> parsed = IkeMessage.parse(octets).toOptional();
        if (parsed.isEmpty() || !parsed.get().isResponse()) {
            return Optional.empty();
        }
        IkeMessage message = parsed.get();
        return switch (state) {
            case INVITING -> invited(message);
            case PROVING -> {
                Optional<PayloadChain> chain = open(message, octets);
                if (message.messageId() == 1 && chain.isPresent()) {
                    state =
                            chain.get().find(PayloadType.AUTH).isPresent()
                                            && chain.get().find(PayloadType.SA).isPresent()
                                    ? State.UP
                                    : State.REFUSED;
                }
                yield Optional.empty();
            }
            case UP, PROBING, REFUSED -> Optional.empty();
        };
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
        Bytes peerNonce = theirs.get().nonce();
        responderSpi = message.responderSpi();
        Secret seed = IkeKeys.skeyseed(SUITE.prf(), nonce, peerNonce, shared);
        IkeKeys keys = IkeKeys.derive(SUITE, seed, nonce, peerNonce, spi, responderSpi);
        sealing = Optional.of(SkCipher.fromInitiator(SUITE, keys, ENTROPY));
        opening = Optional.of(SkCipher.fromResponder(SUITE, keys, ENTROPY));
        state = State.PROVING;
        return Optional.of(prove(keys, peerNonce));
    }

    private Bytes prove(IkeKeys keys, Bytes peerNonce) {
        var id = new IdPayload(true, Identification.fqdn("peer.example"));
        Bytes octets = IkeKeys.signedOctets(SUITE.prf(), first, peerNonce, keys.pi(), id.body());
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
        payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        payloads.add(
                new SaPayload(
                        List.of(
                                new Proposal(
                                        1,
                                        ProtocolId.ESP,
                                        ENTROPY.bytes(4),
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
        messageId++;
        return request(ExchangeType.INFORMATIONAL, List.of(DeletePayload.IKE_SA));
    }

    /// A request of one Encrypted payload, RFC 7296 section 3.14.
    private Bytes request(ExchangeType exchange, List<IkePayload> payloads) {
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
                        IkeHeader.FLAG_INITIATOR,
                        messageId,
                        IkeHeader.SIZE + payload)
                .writeTo(out);
        out.u8(chain.first().code()).u8(0).u16(payload);
        Bytes prefix = out.toBytes();
        last = prefix.plus(cipher.seal(prefix, inner));
        return last;
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
