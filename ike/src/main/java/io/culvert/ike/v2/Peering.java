package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.wire.ike.IdType;
import io.culvert.wire.ike.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What two routers that proved themselves know of each other. A rekeyed IKE SA takes it over whole.
final class Peering {
    final long sessionId;
    final boolean isInitiator;
    final Ikev2Profile profile;
    final Identification localId;
    final Identification peerId;
    final Optional<PeerCertificate> certificate;
    final Optional<AuthorizationPolicy> authorization;
    final Optional<InterfaceName> staticTunnel;
    final OptionalInt virtualTemplate;
    final Optional<ChildPolicy> policy;
    final boolean wantsAddress;
    final String signedWith;
    final String verifiedWith;

    private Optional<InterfaceName> bound;
    private Optional<Session> session = Optional.empty();
    private List<Prefix> announced = List.of();
    private List<IpAddress> leased = List.of();

    Peering(
            long sessionId,
            boolean isInitiator,
            Ikev2Profile profile,
            Identification localId,
            Identification peerId,
            Optional<PeerCertificate> certificate,
            Optional<AuthorizationPolicy> authorization,
            Optional<InterfaceName> staticTunnel,
            OptionalInt virtualTemplate,
            Optional<ChildPolicy> policy,
            boolean wantsAddress,
            String signedWith,
            String verifiedWith) {
        this.sessionId = sessionId;
        this.isInitiator = isInitiator;
        this.profile = profile;
        this.localId = localId;
        this.peerId = peerId;
        this.certificate = certificate;
        this.authorization = authorization;
        this.staticTunnel = staticTunnel;
        this.virtualTemplate = virtualTemplate;
        this.policy = policy;
        this.wantsAddress = wantsAddress;
        this.signedWith = signedWith;
        this.verifiedWith = verifiedWith;
        this.bound = staticTunnel;
    }

    Optional<Session> session() {
        return session;
    }

    void session(Session now) {
        session = Optional.of(now);
    }

    void ended() {
        session = Optional.empty();
    }

    void bind(InterfaceName name) {
        bound = Optional.of(name);
    }

    List<Prefix> announced() {
        return announced;
    }

    void announced(List<Prefix> routes) {
        announced = List.copyOf(routes);
    }

    List<IpAddress> leased() {
        return leased;
    }

    void leased(List<IpAddress> addresses) {
        leased = List.copyOf(addresses);
    }

    /// The peer as the operator knows it: the subject for a distinguished name, else the identity.
    String peerText() {
        return certificate
                .filter(known -> peerId.equals(Identification.dn(known.subject())))
                .map(PeerCertificate::subjectText)
                .orElseGet(peerId::toString);
    }

    /// The same for ourselves.
    String localText(Credentials credentials) {
        return localId.type().equals(IdType.DER_ASN1_DN)
                ? credentials.text(localId.data())
                : localId.toString();
    }

    AddressPools.Owner owner() {
        return new AddressPools.Owner(
                peerId.type() + ":" + peerId.data().toHex(),
                certificate.map(PeerCertificate::subject).orElse(Bytes.EMPTY),
                certificate.map(PeerCertificate::issuer).orElse(Bytes.EMPTY));
    }

    /// RFC 7296 section 2.4 in the strict reading of `reference/ikev2.md`: the same identity shown by the same certificate
    /// holder; a peer without identity is like no other.
    boolean isSamePeer(Peering other) {
        return owner().equals(other.owner()) && !peerId.type().equals(IdType.NULL);
    }

    /// What `route set` tells us to announce now.
    ///
    /// @param pushed addresses that the peer gave our interface
    List<Prefix> routesToAnnounce(Tunnels tunnels, List<IpAddress> pushed) {
        var routes = new ArrayList<Prefix>();
        for (RouteSet line : authorization.map(AuthorizationPolicy::routeSet).orElse(List.of())) {
            switch (line) {
                case RouteSet.OfInterface(var name) when name.isPresent() ->
                        tunnels.addresses(name.get())
                                .forEach(address -> routes.add(Prefix.host(address)));
                case RouteSet.OfInterface _ ->
                        (wantsAddress ? pushed : ownAddresses(tunnels))
                                .forEach(address -> routes.add(Prefix.host(address)));
                case RouteSet.Remote(var prefix) -> routes.add(prefix);
                case RouteSet.AccessList(var name) -> routes.addAll(tunnels.permitted(name));
            }
        }
        return routes.stream().distinct().toList();
    }

    private List<IpAddress> ownAddresses(Tunnels tunnels) {
        if (bound.isPresent()) {
            return tunnels.addresses(bound.get());
        }
        return virtualTemplate.isPresent()
                ? tunnels.addresses(
                        new InterfaceName(
                                InterfaceKind.VIRTUAL_TEMPLATE,
                                Integer.toString(virtualTemplate.getAsInt())))
                : List.of();
    }
}
