package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// `crypto ikev2 profile NAME`: what is demanded of a peer and shown to it.
///
/// @param certificateMaps `match certificate MAP`
/// @param identities `match identity remote ...`; a peer matches the profile if a map or an identity does
/// @param fvrf `match fvrf`; empty for `any`
/// @param localAddresses `match address local`; none means every address
/// @param identityLocal empty: the address, or with a certificate its subject
/// @param isNatForced `nat force-encap`: ESP travels in UDP whether or not something translates
/// @param natKeepaliveSeconds for the peers of the profile; empty: what is said for all
/// @param isBindingStrict whether the identity must stand in the certificate (D3); if not, a mismatch is a notice
public record Ikev2Profile(
        String name,
        List<String> certificateMaps,
        List<IdentityMatch> identities,
        Optional<Vrf> fvrf,
        List<IpAddress> localAddresses,
        Optional<LocalIdentity> identityLocal,
        Optional<Authentication> authenticationLocal,
        List<Authentication> authenticationRemote,
        Optional<String> keyring,
        List<TrustpointUse> trustpoints,
        Optional<Dpd> dpd,
        List<GroupAuthorization> groupAuthorizations,
        OptionalInt virtualTemplate,
        int lifetimeSeconds,
        boolean isBindingStrict,
        boolean isNatForced,
        Optional<Integer> natKeepaliveSeconds) {
    public static final int LIFETIME_SECONDS = 86_400;
    public static final Ikev2Profile DEFAULT =
            new Ikev2Profile(
                    "",
                    List.of(),
                    List.of(),
                    Optional.of(Vrf.GLOBAL),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    OptionalInt.empty(),
                    LIFETIME_SECONDS,
                    false,
                    false,
                    Optional.empty());

    public Ikev2Profile {
        certificateMaps = List.copyOf(certificateMaps);
        identities = List.copyOf(identities);
        localAddresses = List.copyOf(localAddresses);
        authenticationRemote = List.copyOf(authenticationRemote);
        trustpoints = List.copyOf(trustpoints);
        groupAuthorizations = List.copyOf(groupAuthorizations);
    }

    public Ikev2Profile withName(String name) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withCertificateMaps(List<String> certificateMaps) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withIdentities(List<IdentityMatch> identities) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withFvrf(Optional<Vrf> fvrf) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withLocalAddresses(List<IpAddress> localAddresses) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withIdentityLocal(Optional<LocalIdentity> identityLocal) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withAuthenticationLocal(Optional<Authentication> authenticationLocal) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withAuthenticationRemote(List<Authentication> authenticationRemote) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withKeyring(Optional<String> keyring) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withTrustpoints(List<TrustpointUse> trustpoints) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withDpd(Optional<Dpd> dpd) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withGroupAuthorizations(List<GroupAuthorization> groupAuthorizations) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withVirtualTemplate(OptionalInt virtualTemplate) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withLifetimeSeconds(int lifetimeSeconds) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withBindingStrict(boolean isBindingStrict) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withNatForced(boolean isNatForced) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public Ikev2Profile withNatKeepaliveSeconds(Optional<Integer> natKeepaliveSeconds) {
        return new Ikev2Profile(
                name,
                certificateMaps,
                identities,
                fvrf,
                localAddresses,
                identityLocal,
                authenticationLocal,
                authenticationRemote,
                keyring,
                trustpoints,
                dpd,
                groupAuthorizations,
                virtualTemplate,
                lifetimeSeconds,
                isBindingStrict,
                isNatForced,
                natKeepaliveSeconds);
    }

    public List<String> signingTrustpoints() {
        return trustpoints.stream().filter(TrustpointUse::signs).map(TrustpointUse::name).toList();
    }

    public List<String> verifyingTrustpoints() {
        return trustpoints.stream()
                .filter(TrustpointUse::verifies)
                .map(TrustpointUse::name)
                .toList();
    }

    public Optional<GroupAuthorization> groupAuthorization(GroupAuthorization.Kind kind) {
        return groupAuthorizations.stream().filter(group -> group.kind() == kind).findFirst();
    }

    public Optional<Authentication> remote(Authentication.Method method) {
        return authenticationRemote.stream()
                .filter(remote -> remote.method() == method)
                .findFirst();
    }

    public boolean covers(Vrf vrf, IpAddress local) {
        return fvrf.map(vrf::equals).orElse(true)
                && (localAddresses.isEmpty() || localAddresses.contains(local));
    }
}
