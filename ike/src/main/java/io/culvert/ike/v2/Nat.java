package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// What translates addresses between two peers, RFC 7296 section 2.23.
///
/// @param isSpoken the peer sent hashes at all; without them there is no NAT traversal
/// @param isForced we said to be behind a NAT, so that ESP is encapsulated though nothing need translate
record Nat(boolean isSpoken, boolean isPeerBehind, boolean areWeBehind, boolean isForced) {
    static final Nat UNKNOWN = new Nat(false, false, false, false);

    /// The SPIs of a message, in the order of its header.
    record Spis(long initiator, long responder) {}

    /// Whether both peers send ESP in UDP.
    boolean isEncapsulating() {
        return isPeerBehind || areWeBehind || isForced;
    }

    /// Whether the peer's address may change under it. Behind a NAT ourselves we do not follow, as one forged packet would
    /// break the connection.
    boolean mayPeerMove() {
        return isPeerBehind && !areWeBehind;
    }

    /// The notifications of our message.
    ///
    /// @param isForced whether to say that we are behind a NAT
    static List<NotifyPayload> payloads(Path path, Spis spis, boolean isForced) {
        // No datagram comes from port 0, so that this hash fits nobody.
        int ownPort = isForced ? 0 : path.localPort();
        return List.of(
                new NotifyPayload(
                        NotifyType.NAT_DETECTION_SOURCE_IP, hash(spis, path.local(), ownPort)),
                new NotifyPayload(
                        NotifyType.NAT_DETECTION_DESTINATION_IP,
                        hash(spis, path.remote(), path.remotePort())));
    }

    /// Reads the notifications of the peer's message, which came on this path.
    static Nat read(PayloadChain chain, Path path, Spis spis, boolean isForced) {
        boolean isSpoken = isIn(chain);
        return new Nat(
                isSpoken,
                lacks(
                        chain,
                        NotifyType.NAT_DETECTION_SOURCE_IP,
                        hash(spis, path.remote(), path.remotePort())),
                lacks(
                        chain,
                        NotifyType.NAT_DETECTION_DESTINATION_IP,
                        hash(spis, path.local(), path.localPort())),
                isForced && isSpoken);
    }

    static boolean isIn(PayloadChain chain) {
        return chain.has(NotifyType.NAT_DETECTION_SOURCE_IP)
                && chain.has(NotifyType.NAT_DETECTION_DESTINATION_IP);
    }

    /// Several source hashes may come, one of which must fit; none at all means no NAT traversal.
    private static boolean lacks(PayloadChain chain, NotifyType type, Bytes hash) {
        var hashes =
                chain.all(NotifyPayload.class).stream()
                        .filter(notify -> notify.what().equals(type))
                        .toList();
        return !hashes.isEmpty() && hashes.stream().noneMatch(notify -> notify.data().equals(hash));
    }

    private static Bytes hash(Spis spis, IpAddress address, int port) {
        try {
            var out =
                    new ByteWriter(36)
                            .i64(spis.initiator)
                            .i64(spis.responder)
                            .bytes(address.bytes())
                            .u16(port);
            return Bytes.of(MessageDigest.getInstance("SHA-1").digest(out.toBytes().toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
