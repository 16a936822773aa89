package io.culvert.host.neighbor;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.host.neighbor.Reachability.Fact;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.ip.IpPacket;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Hears what neighbours say: learns them, answers who asks for us, defends what is ours. A neighbour that asks for us is
/// learnt without being asked, unless its address is not on link: then its cable is in the wrong place, and like IOS we
/// neither learn nor answer.
final class NeighborListener {
    private final NeighborLinks links;
    private final NeighborCache cache;
    private final StaticNeighbors statics;
    private final AddressDefence defence;
    private final AddressChecks checks;
    private final RouterAdvertiser advertiser;

    NeighborListener(
            NeighborLinks links,
            NeighborCache cache,
            StaticNeighbors statics,
            AddressDefence defence,
            AddressChecks checks,
            RouterAdvertiser advertiser) {
        this.checks = checks;
        this.advertiser = advertiser;
        this.links = links;
        this.cache = cache;
        this.statics = statics;
        this.defence = defence;
    }

    /// Where and when a frame came.
    private record Heard(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            MacAddress mac,
            MacAddress source,
            Consumer<? super NeighborEffect> effects) {
        void answer(Bytes frame) {
            effects.accept(new SendFrame(on, frame));
        }
    }

    void on(Instant now, InterfaceName on, Bytes octets, Consumer<? super NeighborEffect> effects) {
        Optional<NeighborLink> link = links.find(on);
        Optional<MacAddress> mac = link.flatMap(NeighborLink::mac);
        Optional<EthernetFrame> frame =
                EthernetFrame.parse(octets.reader())
                        .toOptional()
                        .filter(it -> !mac.equals(Optional.of(it.source())));
        if (link.isEmpty() || mac.isEmpty() || frame.isEmpty()) {
            return;
        }
        var heard = new Heard(now, on, link.get(), mac.get(), frame.get().source(), effects);
        Bytes payload = frame.get().payload();
        switch (frame.get().type()) {
            case EthernetFrame.ARP ->
                    ArpPacket.parse(payload.reader())
                            .toOptional()
                            .ifPresent(packet -> onArp(heard, packet));
            case EthernetFrame.IPV6 ->
                    IpPacket.parse(payload)
                            .toOptional()
                            .filter(NeighborListener::isFromLink)
                            .ifPresent(packet -> onPacket(heard, packet));
            default -> {}
        }
    }

    /// RFC 4861 sections 7.1.1 and 7.1.2, and RFC 6980 section 5.
    private static boolean isFromLink(IpPacket packet) {
        return packet.hopLimit() == NeighborFrames.HOP_LIMIT
                && !packet.isFragment()
                && packet.protocol() == IpPacket.ICMPV6;
    }

    /// RFC 826, "Packet Reception", with the checks of RFC 5227 section 2.4 in front.
    private void onArp(Heard heard, ArpPacket packet) {
        if (packet.senderMac().isMulticast() || packet.senderMac().equals(ArpPacket.UNKNOWN_MAC)) {
            return;
        }
        var sender = new NeighborKey(heard.on(), packet.sender());
        if (heard.link().owns(packet.sender())) {
            defend(heard, sender, packet.senderMac());
            return;
        }
        boolean asksForUs =
                packet.operation() == ArpPacket.Operation.REQUEST
                        && links.owns(heard.link().vrf(), packet.target())
                        && (packet.isProbe() || heard.link().isOnLink(packet.sender()));
        if (!packet.isProbe()) {
            learn(heard, sender, packet.senderMac(), asksForUs);
        }
        if (asksForUs) {
            heard.answer(NeighborFrames.reply(heard.mac(), packet));
        }
    }

    private void onPacket(Heard heard, IpPacket packet) {
        if (!(packet.source() instanceof Ipv6Address source)) {
            return;
        }
        IcmpMessage message = IcmpMessage.parse(packet).toOptional().orElse(null);
        if (message instanceof NeighborSolicitation solicitation) {
            onSolicitation(heard, source, solicitation);
        } else if (message instanceof NeighborAdvertisement advertisement) {
            onAdvertisement(heard, advertisement);
        } else if (message instanceof IcmpMessage.RouterSolicitation solicitation) {
            onRouterSolicitation(heard, source, solicitation);
        }
    }

    /// RFC 4861 sections 6.1.1 and 6.2.6.
    private void onRouterSolicitation(
            Heard heard, Ipv6Address source, IcmpMessage.RouterSolicitation asked) {
        if (source.isUnspecified() && asked.sourceMac().isPresent()) {
            return;
        }
        asked.sourceMac()
                .ifPresent(mac -> learn(heard, new NeighborKey(heard.on(), source), mac, true));
        advertiser.solicited(heard.now(), heard.on());
    }

    /// RFC 4861 section 7.2.3. Who asks for a tentative address of ours without a name of its own wants it too (RFC 4862 section
    /// 5.4.3).
    private void onSolicitation(Heard heard, Ipv6Address source, NeighborSolicitation asked) {
        NeighborLink link = heard.link();
        var wanted = new NeighborKey(heard.on(), asked.target());
        if (checks.isTentative(wanted)) {
            if (source.isUnspecified()) {
                checks.collided(wanted, heard.effects());
            }
            return;
        }
        MacAddress asker = asked.sourceMac().orElse(heard.source());
        if (!source.isUnspecified()) {
            boolean asksForUs =
                    asked.sourceMac().isPresent() && links.owns(link.vrf(), asked.target());
            learn(heard, new NeighborKey(heard.on(), source), asker, asksForUs);
        }
        if (link.owns(asked.target())) {
            heard.answer(
                    NeighborFrames.advertisement(link, heard.mac(), asked.target(), source, asker));
        }
    }

    /// RFC 4861 section 7.2.5: one that does not override what we know is for those of whom we know nothing, or answers us
    /// with what we know.
    private void onAdvertisement(Heard heard, NeighborAdvertisement said) {
        var key = new NeighborKey(heard.on(), said.target());
        MacAddress advertised = said.targetMac().orElse(heard.source());
        if (checks.isTentative(key)) {
            checks.collided(key, heard.effects());
            return;
        }
        Reachability state = cache.at(key);
        boolean confirms = said.isSolicited() && state.knownMac().equals(Optional.of(advertised));
        if (heard.link().owns(said.target())) {
            defend(heard, key, advertised);
        } else if (said.overrides() || confirms || state instanceof Reachability.Incomplete) {
            learn(heard, key, advertised, false);
        }
    }

    private void defend(Heard heard, NeighborKey own, MacAddress other) {
        defence.defend(heard.now(), own, heard.link(), heard.mac(), other, heard.effects());
    }

    /// Takes over what a neighbour says of itself if we hold an entry for it, or if `create` allows a new one.
    private void learn(Heard heard, NeighborKey key, MacAddress mac, boolean create) {
        boolean isStatic = statics.find(heard.link().vrf(), key.address()).isPresent();
        if (!isStatic && !mac.isMulticast()) {
            cache.on(heard.now(), key, new Fact.Heard(mac, create), heard.effects());
        }
    }
}
