package io.culvert.nhrp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.Authentication;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The way out for every packet: authentication of the next hop put in (RFC 2332 section 5.3.4: it is made anew at each), size looked
/// at, limit kept, counted.
final class Sender {
    /// Packets that an interface may send in [#WINDOW], as deployed routers have it.
    static final int SEND_MAX = 10_000;

    static final Duration WINDOW = Duration.ofSeconds(10);

    /// Interfaces that send at one time.
    static final int INTERFACES_MAX = 65_536;

    /// The label of the VRF, the channel's own label and its header (RFC 5586 section 2).
    private static final int CHANNEL_OVERHEAD = 12;

    enum Outcome {
        SENT,
        TOO_BIG,
        OVER_LIMIT
    }

    private final Ledger ledger;
    private final RateLimit<InterfaceName> rate = new RateLimit<>(SEND_MAX, WINDOW, INTERFACES_MAX);

    Sender(Ledger ledger) {
        this.ledger = ledger;
    }

    Outcome send(Turn turn, Path path, NhrpPacket packet) {
        NhrpInterface out = path.out();
        NhrpPacket finished = authenticated(packet, out);
        int overhead = path instanceof Path.OnLabel ? CHANNEL_OVERHEAD : 0;
        if (finished.wireLength() + overhead > out.mtu()) {
            ledger.drop(NhrpDrop.TOO_BIG);
            return Outcome.TOO_BIG;
        }
        if (!rate.passes(turn.now(), out.name())) {
            ledger.drop(NhrpDrop.SEND_LIMIT);
            return Outcome.OVER_LIMIT;
        }
        ledger.sent(out.name(), packet.type());
        Bytes octets = finished.toBytes();
        turn.order(
                switch (path) {
                    case Path.Plain(_, var nbma) ->
                            new NhrpEffect.Transmit(out.name(), nbma, octets);
                    case Path.OnLabel(_, var vrf, var towards) ->
                            new NhrpEffect.TransmitOnLabel(vrf, towards, octets);
                });
        return Outcome.SENT;
    }

    /// The extension keeps its place among the others; a first one goes behind the records of the way.
    private static NhrpPacket authenticated(NhrpPacket packet, NhrpInterface out) {
        if (packet.type() == NhrpType.ERROR_INDICATION) {
            return packet;
        }
        NhrpSettings settings = Interfaces.settings(out, packet.source().family());
        var extensions = new ArrayList<>(packet.extensions());
        int at = indexOfAuthentication(extensions);
        if (at < extensions.size() && extensions.get(at).type() == NhrpExtension.AUTHENTICATION) {
            extensions.remove(at);
        }
        int place = at;
        settings.authentication()
                .ifPresent(word -> extensions.add(place, Authentication.clear(word).toExtension()));
        return packet.withExtensions(extensions);
    }

    private static int indexOfAuthentication(List<NhrpExtension> extensions) {
        int behindRecords = 0;
        for (int i = 0; i < extensions.size(); i++) {
            int type = extensions.get(i).type();
            if (type == NhrpExtension.AUTHENTICATION) {
                return i;
            }
            if (type <= NhrpExtension.REVERSE_TRANSIT) {
                behindRecords = i + 1;
            }
        }
        return behindRecords;
    }
}
