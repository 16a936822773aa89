package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.ike.v2.config.Ikev2Settings;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.VendorIdPayload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What one side says about itself in IKE_SA_INIT beside the negotiation, and what can be read from the other's.
final class Half {
    static final Bytes FLEXVPN_SUPPORTED = Bytes.ascii("FLEXVPN-SUPPORTED");
    static final Bytes DELETE_REASON = Bytes.ascii("CISCO-DELETE-REASON");
    static final Bytes DYNAMIC_ROUTE = Bytes.ascii("CISCO-DYNAMIC-ROUTE");

    /// Our own vendor ID: 16 octets drawn once.
    static final Bytes CULVERT = Bytes.hex("5d1b8f20c7e94a3c96f2a07b44de1985");

    /// What a peer can do.
    record Abilities(
            boolean fragments,
            Set<Integer> hashes,
            boolean isFlexvpn,
            boolean isPeerBehindNat,
            boolean areWeBehindNat) {
        boolean isNat() {
            return isPeerBehindNat || areWeBehindNat;
        }
    }

    private Half() {}

    /// The notifications and vendor IDs of either IKE_SA_INIT message.
    static List<IkePayload> payloads(
            Ikev2Settings settings, Path path, long initiatorSpi, long responderSpi) {
        var payloads = new ArrayList<IkePayload>();
        payloads.add(
                new NotifyPayload(
                        NotifyType.NAT_DETECTION_SOURCE_IP,
                        natHash(initiatorSpi, responderSpi, path.local(), path.localPort())));
        payloads.add(
                new NotifyPayload(
                        NotifyType.NAT_DETECTION_DESTINATION_IP,
                        natHash(initiatorSpi, responderSpi, path.remote(), path.remotePort())));
        if (settings.fragmentationMtu().isPresent()) {
            payloads.add(new NotifyPayload(NotifyType.FRAGMENTATION_SUPPORTED));
        }
        payloads.add(new NotifyPayload(NotifyType.SIGNATURE_HASH_ALGORITHMS, Proof.announcement()));
        payloads.add(new VendorIdPayload(DELETE_REASON));
        if (settings.isFlexvpnAnnounced()) {
            payloads.add(new VendorIdPayload(FLEXVPN_SUPPORTED));
        }
        payloads.add(new VendorIdPayload(DYNAMIC_ROUTE));
        payloads.add(new VendorIdPayload(CULVERT));
        return payloads;
    }

    /// How many requests of the peer we take at once, RFC 7296 section 2.3.
    static NotifyPayload windowSize(Ikev2Settings settings) {
        return new NotifyPayload(
                NotifyType.SET_WINDOW_SIZE, new ByteWriter(4).i32(settings.window()).toBytes());
    }

    static Abilities read(
            Ikev2Settings settings,
            PayloadChain chain,
            Path path,
            long initiatorSpi,
            long responderSpi) {
        boolean fragments =
                settings.fragmentationMtu().isPresent()
                        && chain.has(NotifyType.FRAGMENTATION_SUPPORTED);
        boolean isFlexvpn =
                chain.all(VendorIdPayload.class).stream()
                        .anyMatch(vendor -> vendor.id().equals(FLEXVPN_SUPPORTED));
        Bytes source = natHash(initiatorSpi, responderSpi, path.remote(), path.remotePort());
        Bytes destination = natHash(initiatorSpi, responderSpi, path.local(), path.localPort());
        return new Abilities(
                fragments,
                Proof.hashes(chain.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS)),
                isFlexvpn,
                lacks(chain, NotifyType.NAT_DETECTION_SOURCE_IP, source),
                lacks(chain, NotifyType.NAT_DETECTION_DESTINATION_IP, destination));
    }

    /// RFC 7296 section 2.23: several source hashes may come, one of which must fit; none at all means no NAT traversal.
    private static boolean lacks(PayloadChain chain, NotifyType type, Bytes hash) {
        var hashes =
                chain.all(NotifyPayload.class).stream()
                        .filter(notify -> notify.what().equals(type))
                        .toList();
        return !hashes.isEmpty() && hashes.stream().noneMatch(notify -> notify.data().equals(hash));
    }

    private static Bytes natHash(
            long initiatorSpi, long responderSpi, IpAddress address, int port) {
        try {
            var out =
                    new ByteWriter(36)
                            .i64(initiatorSpi)
                            .i64(responderSpi)
                            .bytes(address.bytes())
                            .u16(port);
            return Bytes.of(MessageDigest.getInstance("SHA-1").digest(out.toBytes().toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
