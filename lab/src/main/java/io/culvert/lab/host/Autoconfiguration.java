package io.culvert.lab.host;

import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.icmp.RouterAdvertisement.PrefixInformation;
import io.culvert.wire.ip.IpPacket;
import java.util.List;
import java.util.Optional;

/// What a host makes of a router advertisement, as Linux does unless told otherwise: RFC 4862 section 5.5.3, RFC 4861 section
/// 6.3.4. How long it holds is not counted: a lab's router repeats it, or says that it is gone.
record Autoconfiguration(Ipv6Address router, RouterAdvertisement said) {
    private static final int IDENTIFIER_PREFIX = 64;

    /// The checks of RFC 4861 section 6.1.2.
    static Optional<Autoconfiguration> read(IpPacket packet) {
        if (packet.protocol() != IpPacket.ICMPV6
                || packet.hopLimit() != 255
                || packet.message().isEmpty()
                || packet.message().u8(0) != RouterAdvertisement.TYPE) {
            return Optional.empty();
        }
        return packet.source() instanceof Ipv6Address from && from.isLinkLocal()
                ? IcmpMessage.parse(packet)
                        .toOptional()
                        .filter(RouterAdvertisement.class::isInstance)
                        .map(said -> new Autoconfiguration(from, (RouterAdvertisement) said))
                : Optional.empty();
    }

    List<Device.Assigned> addresses(MacAddress mac) {
        return said.prefixes().stream()
                .filter(PrefixInformation::autonomous)
                .filter(each -> each.prefix().length() == IDENTIFIER_PREFIX)
                .filter(each -> each.validSeconds() > 0)
                .map(each -> (Ipv6Address) each.prefix().address())
                .map(
                        prefix ->
                                new Device.Assigned(
                                        new Ipv6Address(
                                                prefix.high(),
                                                Ipv6Address.interfaceIdentifier(mac)),
                                        IDENTIFIER_PREFIX))
                .toList();
    }

    boolean isDefaultRouter() {
        return said.lifetimeSeconds() > 0;
    }
}
