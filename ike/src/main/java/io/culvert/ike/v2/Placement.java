package io.culvert.ike.v2;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.wire.ike.Identification;
import java.util.List;
import java.util.Optional;

/// Where the session of a peer that came to us belongs: a tunnel to it, or a multipoint tunnel, or a template, or nowhere.
record Placement(
        Optional<TunnelRequest> staticTunnel,
        Optional<InterfaceName> template,
        Optional<ChildPolicy> policy) {
    private static final Placement NOWHERE =
            new Placement(Optional.empty(), Optional.empty(), Optional.empty());

    /// Profiles that may be meant by a peer that comes on this path.
    static List<Ikev2Profile> profiles(Turn turn, Path path) {
        return turn.config().profiles().values().stream()
                .filter(profile -> profile.covers(path.fvrf(), path.local()))
                .filter(profile -> profile.authenticationLocal().isPresent())
                .toList();
    }

    static boolean carriesOnlyUdp(Turn turn, Path path) {
        return turn.world().tunnels().carriesOnlyUdp(path.fvrf(), path.local());
    }

    /// Whether a responder says to be behind a NAT. Whose profile it will be is not known in IKE_SA_INIT, so one that may be
    /// meant is enough.
    static boolean isNatForced(Turn turn, Path path) {
        return carriesOnlyUdp(turn, path)
                || profiles(turn, path).stream().anyMatch(Ikev2Profile::isNatForced);
    }

    /// @param peer who it is: behind one translator there are several at one address, and a tunnel that one of them has is not for
    ///     another, unless there is no other place
    static Placement of(Turn turn, Path path, Ikev2Profile profile, Identification peer) {
        List<TunnelRequest> there =
                turn.dialer().between(path.ends()).stream()
                        .filter(tunnel -> uses(turn.config(), tunnel, profile))
                        .toList();
        Optional<TunnelRequest> free =
                there.stream().filter(tunnel -> !isOfAnother(turn, tunnel, peer)).findFirst();
        if (free.isPresent()) {
            return inTunnel(turn.config(), free.get());
        }
        Placement cloned =
                inMultipoint(turn, path, profile)
                        .orElseGet(() -> fromTemplate(turn, path, profile));
        return there.isEmpty() || cloned.policy().isPresent()
                ? cloned
                : inTunnel(turn.config(), there.getFirst());
    }

    private static boolean isOfAnother(Turn turn, TunnelRequest tunnel, Identification peer) {
        return turn.sas().ofTunnel(tunnel.name()).stream()
                .filter(IkeSa::isEstablished)
                .flatMap(sa -> sa.peer().stream())
                .anyMatch(holder -> !holder.peerId().equals(peer));
    }

    private static boolean uses(IkeConfig config, TunnelRequest tunnel, Ikev2Profile profile) {
        return uses(config, tunnel.ipsecProfile(), profile);
    }

    private static boolean uses(IkeConfig config, String ipsecProfile, Ikev2Profile profile) {
        return config.ipsecProfile(ipsecProfile)
                .map(ipsec -> ipsec.ikev2Profile().orElse(IkeConfig.SMART_NAME))
                .filter(profile.name()::equals)
                .isPresent();
    }

    private static Placement inTunnel(IkeConfig config, TunnelRequest tunnel) {
        Optional<IpsecProfile> ipsec = config.ipsecProfile(tunnel.ipsecProfile());
        return new Placement(
                Optional.of(tunnel),
                Optional.empty(),
                ipsec.map(found -> ChildPolicy.of(config, found, tunnel.children())));
    }

    private static Optional<ChildPolicy> policy(IkeConfig config, Tunnels.Protection template) {
        return config.ipsecProfile(template.ipsecProfile())
                .map(profile -> ChildPolicy.of(config, profile, template.children()));
    }

    /// A peer of a multipoint tunnel, which takes whoever its profile admits.
    private static Optional<Placement> inMultipoint(Turn turn, Path path, Ikev2Profile profile) {
        IkeConfig config = turn.config();
        return turn.world().tunnels().multipoint(path.fvrf(), path.local(), path.remote()).stream()
                .filter(base -> uses(config, base.protection().ipsecProfile(), profile))
                .findFirst()
                .map(
                        base ->
                                new Placement(
                                        Optional.empty(),
                                        Optional.of(base.name()),
                                        policy(config, base.protection())));
    }

    private static Placement fromTemplate(Turn turn, Path path, Ikev2Profile profile) {
        if (profile.virtualTemplate().isEmpty()) {
            return NOWHERE;
        }
        int number = profile.virtualTemplate().getAsInt();
        return turn.world()
                .tunnels()
                .template(number, path.local(), path.remote())
                .flatMap(protection -> policy(turn.config(), protection))
                .map(
                        policy ->
                                new Placement(
                                        Optional.empty(),
                                        Optional.of(
                                                new InterfaceName(
                                                        InterfaceKind.VIRTUAL_TEMPLATE,
                                                        Integer.toString(number))),
                                        Optional.of(policy)))
                .orElse(NOWHERE);
    }
}
