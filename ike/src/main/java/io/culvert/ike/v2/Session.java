package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// What two peers have with each other; it outlives the rekeying of its SAs.
///
/// @param isInitiator whether we began it
/// @param tunnel the static interface that it belongs to
/// @param template where it has none: the virtual template to clone an interface from, or the multipoint tunnel that the peer is one of
/// @param ikev2Profile name of the profile that the peer matched
/// @param ipsecProfile name of the profile that protects the interface
/// @param peerId the authenticated identity, as text
/// @param localAddress our end of the tunnel, with its port
/// @param assignedAddresses what we gave the peer
/// @param pushedAddresses what the peer gave us
/// @param peerRoutes what the peer announced and we accept; its assigned address may be among them
/// @param banner text of the peer for the operator
public record Session(
        long id,
        boolean isInitiator,
        Optional<InterfaceName> tunnel,
        Optional<InterfaceName> template,
        String ikev2Profile,
        String ipsecProfile,
        String peerId,
        Vrf fvrf,
        IpAddress localAddress,
        int localPort,
        IpAddress remoteAddress,
        int remotePort,
        List<IpAddress> assignedAddresses,
        List<IpAddress> pushedAddresses,
        List<PeerRoute> peerRoutes,
        Optional<String> banner,
        Optional<String> defaultDomain,
        List<IpAddress> dns) {
    public Session {
        assignedAddresses = List.copyOf(assignedAddresses);
        pushedAddresses = List.copyOf(pushedAddresses);
        peerRoutes = List.copyOf(peerRoutes);
        dns = List.copyOf(dns);
    }

    public Session withId(long id) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withInitiator(boolean isInitiator) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withTunnel(Optional<InterfaceName> tunnel) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withTemplate(Optional<InterfaceName> template) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withIkev2Profile(String ikev2Profile) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withIpsecProfile(String ipsecProfile) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withPeerId(String peerId) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withFvrf(Vrf fvrf) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withLocalAddress(IpAddress localAddress) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withLocalPort(int localPort) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withRemoteAddress(IpAddress remoteAddress) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withRemotePort(int remotePort) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withAssignedAddresses(List<IpAddress> assignedAddresses) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withPushedAddresses(List<IpAddress> pushedAddresses) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withPeerRoutes(List<PeerRoute> peerRoutes) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withBanner(Optional<String> banner) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withDefaultDomain(Optional<String> defaultDomain) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }

    public Session withDns(List<IpAddress> dns) {
        return new Session(
                id,
                isInitiator,
                tunnel,
                template,
                ikev2Profile,
                ipsecProfile,
                peerId,
                fvrf,
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                assignedAddresses,
                pushedAddresses,
                peerRoutes,
                banner,
                defaultDomain,
                dns);
    }
}
