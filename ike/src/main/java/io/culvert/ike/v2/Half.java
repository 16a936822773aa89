package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.ike.v2.config.Ikev2Settings;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.VendorIdPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What one side says about itself in IKE_SA_INIT beside the negotiation, and what can be read from the other's.
final class Half {
    static final Bytes FLEXVPN_SUPPORTED = Bytes.ascii("FLEXVPN-SUPPORTED");
    static final Bytes DELETE_REASON = Bytes.ascii("CISCO-DELETE-REASON");
    static final Bytes DYNAMIC_ROUTE = Bytes.ascii("CISCO-DYNAMIC-ROUTE");

    /// Our own vendor ID: 16 octets drawn once.
    static final Bytes CULVERT = Bytes.hex("5d1b8f20c7e94a3c96f2a07b44de1985");

    /// What a peer can do.
    ///
    /// @param isMobile it speaks MOBIKE, which is said in IKE_AUTH (RFC 4555 section 3.1)
    record Abilities(
            boolean fragments, Set<Integer> hashes, boolean isFlexvpn, Nat nat, boolean isMobile) {
        static final Abilities UNKNOWN =
                new Abilities(false, new TreeSet<>(), false, Nat.UNKNOWN, false);

        Abilities with(Nat other) {
            return new Abilities(fragments, hashes, isFlexvpn, other, isMobile);
        }

        Abilities mobile() {
            return new Abilities(fragments, hashes, isFlexvpn, nat, true);
        }
    }

    private Half() {}

    /// The notifications and vendor IDs of either IKE_SA_INIT message.
    static List<IkePayload> payloads(
            Ikev2Settings settings, Path path, Nat.Spis spis, boolean isNatForced) {
        var payloads = new ArrayList<IkePayload>(Nat.payloads(path, spis, isNatForced));
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

    static Abilities read(Ikev2Settings settings, PayloadChain chain, Nat nat) {
        boolean fragments =
                settings.fragmentationMtu().isPresent()
                        && chain.has(NotifyType.FRAGMENTATION_SUPPORTED);
        boolean isFlexvpn =
                chain.all(VendorIdPayload.class).stream()
                        .anyMatch(vendor -> vendor.id().equals(FLEXVPN_SUPPORTED));
        return new Abilities(
                fragments,
                Proof.hashes(chain.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS)),
                isFlexvpn,
                nat,
                false);
    }
}
