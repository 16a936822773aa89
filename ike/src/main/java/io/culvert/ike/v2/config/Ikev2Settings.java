package io.culvert.ike.v2.config;

import java.util.Optional;
import java.util.OptionalInt;

/// The global lines `crypto ikev2 ...`.
///
/// @param cookieChallenge half-open IKE SAs from which on a cookie is asked for; 0 always
/// @param sasMax `limit max-sa`
/// @param halfOpenMax `limit max-in-negotation-sa`: half-open IKE SAs in all
/// @param halfOpenPerSourceMax half-open IKE SAs with one address
/// @param fragmentationMtu largest IP packet that carries an IKE message; empty: fragmentation is not offered
/// @param dpd for profiles that say nothing of their own
/// @param natKeepaliveSeconds 0: none
/// @param isFlexvpnAnnounced whether the vendor ID FLEXVPN-SUPPORTED is sent
public record Ikev2Settings(
        int cookieChallenge,
        int sasMax,
        int halfOpenMax,
        int halfOpenPerSourceMax,
        int window,
        OptionalInt fragmentationMtu,
        Optional<Dpd> dpd,
        int natKeepaliveSeconds,
        boolean isFlexvpnAnnounced) {
    public static final Ikev2Settings DEFAULT =
            new Ikev2Settings(
                    100, 10_000, 1_000, 5, 5, OptionalInt.of(1280), Optional.empty(), 20, true);

    public Ikev2Settings {
        if (window < 1 || window > 20) {
            throw new IllegalArgumentException("window " + window);
        }
        if (fragmentationMtu.isPresent()
                && (fragmentationMtu.getAsInt() < 96 || fragmentationMtu.getAsInt() > 1500)) {
            throw new IllegalArgumentException("fragmentation mtu " + fragmentationMtu.getAsInt());
        }
    }

    public Ikev2Settings withCookieChallenge(int cookieChallenge) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withSasMax(int sasMax) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withHalfOpenMax(int halfOpenMax) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withHalfOpenPerSourceMax(int halfOpenPerSourceMax) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withWindow(int window) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withFragmentationMtu(OptionalInt fragmentationMtu) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withDpd(Optional<Dpd> dpd) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withNatKeepaliveSeconds(int natKeepaliveSeconds) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }

    public Ikev2Settings withFlexvpnAnnounced(boolean isFlexvpnAnnounced) {
        return new Ikev2Settings(
                cookieChallenge,
                sasMax,
                halfOpenMax,
                halfOpenPerSourceMax,
                window,
                fragmentationMtu,
                dpd,
                natKeepaliveSeconds,
                isFlexvpnAnnounced);
    }
}
