package io.culvert.ike.v2.config;

import io.culvert.crypto.ike.KeyExchangeMethod;
import java.util.List;
import java.util.Optional;

/// `crypto ipsec profile NAME`: how a tunnel is protected.
///
/// @param ikev2Profile empty: the one named `default`
/// @param transformSets names in order of preference; none: the one named `default`
/// @param pfsGroup a fresh key exchange for every Child SA after the first
/// @param lifetimeKilobytes 0: the amount does not count
/// @param replayWindow packets; 0: replay is not detected
/// @param isResponderOnly never begins
public record IpsecProfile(
        String name,
        Optional<String> ikev2Profile,
        List<String> transformSets,
        Optional<KeyExchangeMethod> pfsGroup,
        int lifetimeSeconds,
        long lifetimeKilobytes,
        int replayWindow,
        boolean isEsn,
        boolean isResponderOnly,
        PerResource perResource) {
    public static final IpsecProfile DEFAULT =
            new IpsecProfile(
                    "",
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    3600,
                    4_608_000,
                    1024,
                    false,
                    false,
                    PerResource.GRANTED);

    public IpsecProfile {
        transformSets = List.copyOf(transformSets);
    }

    public IpsecProfile withName(String name) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withIkev2Profile(Optional<String> ikev2Profile) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withTransformSets(List<String> transformSets) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withPfsGroup(Optional<KeyExchangeMethod> pfsGroup) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withLifetimeSeconds(int lifetimeSeconds) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withLifetimeKilobytes(long lifetimeKilobytes) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withReplayWindow(int replayWindow) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withEsn(boolean isEsn) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withResponderOnly(boolean isResponderOnly) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }

    public IpsecProfile withPerResource(PerResource perResource) {
        return new IpsecProfile(
                name,
                ikev2Profile,
                transformSets,
                pfsGroup,
                lifetimeSeconds,
                lifetimeKilobytes,
                replayWindow,
                isEsn,
                isResponderOnly,
                perResource);
    }
}
