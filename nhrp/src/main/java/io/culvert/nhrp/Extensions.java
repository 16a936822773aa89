package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.wire.nhrp.Authentication;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the extensions of a packet say, and what is added to them on the way (RFC 2332 section 5.3).
final class Extensions {
    /// RFC 2520: authentication of mobile clients, which says nothing to us.
    private static final int MOBILE_AUTHENTICATION = 10;

    private Extensions() {}

    /// Whether one that is unknown here must be known to whoever answers.
    static boolean hasUnknownCompulsory(NhrpPacket packet) {
        return packet.extensions().stream()
                .anyMatch(one -> one.compulsory() && !isKnown(one.type()));
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case NhrpExtension.RESPONDER_ADDRESS,
                    NhrpExtension.FORWARD_TRANSIT,
                    NhrpExtension.REVERSE_TRANSIT,
                    NhrpExtension.AUTHENTICATION,
                    NhrpExtension.VENDOR_PRIVATE,
                    NhrpExtension.NAT_ADDRESS,
                    NhrpExtension.LABEL,
                    MOBILE_AUTHENTICATION ->
                    true;
            default -> false;
        };
    }

    /// The word in clear that deployed routers send; empty where there is none of that form.
    static Optional<String> word(NhrpPacket packet) {
        return packet.extension(NhrpExtension.AUTHENTICATION)
                .flatMap(one -> Authentication.parse(one).toOptional())
                .filter(one -> one.spi() == Authentication.CLEAR)
                .map(one -> one.data().toText(StandardCharsets.US_ASCII));
    }

    /// Whether nobody passed the packet on so far, as the record of the way says.
    ///
    /// @param type of the record
    static boolean isFresh(NhrpPacket packet, int type) {
        return packet.extension(type).isPresent()
                && packet.cies(type).equals(Parse.ok(List.<Cie>of()));
    }

    /// Where the first who received it saw `address` come from.
    static Optional<IpAddress> outside(NhrpPacket packet, IpAddress address) {
        return packet.cies(NhrpExtension.NAT_ADDRESS).toOptional().stream()
                .flatMap(List::stream)
                .filter(cie -> cie.protocol().equals(Optional.of(address)))
                .flatMap(cie -> cie.nbma().stream())
                .findFirst();
    }

    /// Tells those behind us where `address` comes from: nhrp.md section 5. Only a packet whose sender knows the extension has it.
    static NhrpPacket withOutside(NhrpPacket packet, IpAddress address, IpAddress nbma) {
        if (nbma.family() != packet.sourceNbma().family()) {
            return packet;
        }
        return appended(
                packet,
                NhrpExtension.NAT_ADDRESS,
                new Cie(0, 0, 0, 0, 0, Optional.of(nbma), Optional.of(address)));
    }

    /// With one more entry in the list of this extension, if the packet has it and it is a list.
    static NhrpPacket appended(NhrpPacket packet, int type, Cie entry) {
        return packet.extension(type)
                .flatMap(
                        extension ->
                                packet.cies(extension)
                                        .toOptional()
                                        .map(
                                                before -> {
                                                    var all = new ArrayList<>(before);
                                                    all.add(entry);
                                                    return packet.with(
                                                            NhrpExtension.ofCies(
                                                                    extension.compulsory(),
                                                                    type,
                                                                    all));
                                                }))
                .orElse(packet);
    }

    /// The one who made a reply, if he says.
    static Optional<IpAddress> responder(NhrpPacket reply) {
        return reply.cies(NhrpExtension.RESPONDER_ADDRESS).toOptional().stream()
                .flatMap(List::stream)
                .flatMap(cie -> cie.protocol().stream())
                .findFirst();
    }

    /// The outer address of who began this packet: as the first receiver saw it, which may be us.
    static IpAddress originator(Arrival arrival) {
        NhrpPacket packet = arrival.packet();
        boolean isDirect =
                isFresh(packet, NhrpExtension.FORWARD_TRANSIT)
                        || packet.type() == NhrpType.REGISTRATION_REQUEST
                                && packet.extension(NhrpExtension.FORWARD_TRANSIT).isEmpty();
        return isDirect
                ? arrival.nbma()
                : outside(packet, packet.source()).orElse(packet.sourceNbma());
    }
}
