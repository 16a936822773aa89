package io.culvert.router.config;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.ike.PublicKeyLibrary;
import java.util.Optional;

/// IPsec settings that concern the router as a whole; a profile may say otherwise.
///
/// @param dontFragment the DF bit of the outer header
/// @param fragmentBeforeEncryption whether a packet too big for the tunnel is cut before it is encrypted (D11)
/// @param replayWindow packets; 0 switches the check off; empty for the suite's default
/// @param lifetimeKilobytes 0 for no limit by volume
/// @param library of the ciphers, for associations made from now on
/// @param publicKeyLibrary of IKE's key exchanges and signatures
public record IpsecConfig(
        DontFragment dontFragment,
        boolean fragmentBeforeEncryption,
        Optional<Integer> replayWindow,
        Optional<Long> lifetimeSeconds,
        Optional<Long> lifetimeKilobytes,
        CipherLibrary library,
        PublicKeyLibrary publicKeyLibrary) {
    public static final IpsecConfig DEFAULT =
            new IpsecConfig(
                    DontFragment.COPY,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    CipherLibrary.AUTO,
                    PublicKeyLibrary.AUTO);

    public enum DontFragment {
        COPY,
        SET,
        CLEAR
    }

    public IpsecConfig withDontFragment(DontFragment dontFragment) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withFragmentBeforeEncryption(boolean fragmentBeforeEncryption) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withReplayWindow(Optional<Integer> replayWindow) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withLifetimeSeconds(Optional<Long> lifetimeSeconds) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withLifetimeKilobytes(Optional<Long> lifetimeKilobytes) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withLibrary(CipherLibrary library) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }

    public IpsecConfig withPublicKeyLibrary(PublicKeyLibrary publicKeyLibrary) {
        return new IpsecConfig(
                dontFragment,
                fragmentBeforeEncryption,
                replayWindow,
                lifetimeSeconds,
                lifetimeKilobytes,
                library,
                publicKeyLibrary);
    }
}
