package io.culvert.bgp;

import io.culvert.bgp.config.FamilyId;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Capability.GracefulRestart.FamilyFlags;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import java.util.ArrayList;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/// What we say in OPEN, and what we make of the peer's.
final class Opening {
    private Opening() {}

    static Open open(Speaker speaker, Peer peer, long localAs) {
        var capabilities = new ArrayList<Capability>();
        for (FamilyId family : peer.families().keySet()) {
            capabilities.add(new Capability.Multiprotocol(family.wire()));
        }
        capabilities.add(new Capability.RefreshRoutes());
        capabilities.add(new Capability.RefreshEnhanced());
        capabilities.add(new Capability.ExtendedMessage());
        capabilities.add(new Capability.FourOctetAs(localAs));
        capabilities.add(gracefulRestart(speaker, peer));
        String host = speaker.settings().hostName();
        if (!host.isEmpty()) {
            capabilities.add(new Capability.HostName(host, ""));
        }
        int holdSeconds = SessionTimers.configured(speaker, peer).holdSeconds();
        return Open.of(localAs, holdSeconds, speaker.routerId(), capabilities);
    }

    /// Without `bgp graceful-restart` it is announced without families: it says that we mark the end of each table (RFC
    /// 4724 section 3), which some speakers want to know before they answer an enhanced refresh. With it, what we forward
    /// outlives a session but not this process, so the first session says that nothing was preserved.
    private static Capability gracefulRestart(Speaker speaker, Peer peer) {
        boolean on = StaleRoutes.isEnabled(speaker, peer);
        boolean preserved = peer.established > 0;
        var families =
                peer.families().keySet().stream()
                        .filter(_ -> on)
                        .map(family -> FamilyFlags.of(family.wire(), preserved))
                        .toList();
        int seconds = speaker.config().gracefulRestart().restartSeconds();
        return new Capability.GracefulRestart(false, on, seconds, families);
    }

    /// RFC 4271 section 6.2, RFC 6286 section 2.2, RFC 5492 section 5.
    static SessionFsm.Verdict judge(Speaker speaker, Peer peer, long localAs, Open open) {
        long remoteAs = open.realAs();
        if (remoteAs == 0 || !isExpected(peer, remoteAs)) {
            return refused(Notification.OPEN_BAD_PEER_AS);
        }
        boolean mine = open.identifier().equals(speaker.routerId()) && remoteAs == localAs;
        if (open.identifier().isUnspecified() || mine) {
            return refused(Notification.OPEN_BAD_IDENTIFIER);
        }
        if (open.holdSeconds() == 1 || open.holdSeconds() == 2) {
            return refused(Notification.OPEN_UNACCEPTABLE_HOLD_TIME);
        }
        var families = new TreeSet<Family>(open.families());
        families.retainAll(peer.families().keySet().stream().map(FamilyId::wire).toList());
        if (families.isEmpty()) {
            return refused(Notification.OPEN_UNSUPPORTED_CAPABILITY);
        }
        return new SessionFsm.Verdict.Agreed(agree(speaker, peer, localAs, open, families));
    }

    private static SessionFsm.Verdict refused(int subcode) {
        return new SessionFsm.Verdict.Refused(Notification.of(Notification.OPEN, subcode));
    }

    private static boolean isExpected(Peer peer, long remoteAs) {
        return peer.settings().remoteAs().filter(as -> as == remoteAs).isPresent()
                || peer.settings().alternateAs().contains(remoteAs);
    }

    private static Negotiated agree(
            Speaker speaker, Peer peer, long localAs, Open open, NavigableSet<Family> families) {
        var timers = SessionTimers.configured(speaker, peer);
        int hold = Math.min(timers.holdSeconds(), open.holdSeconds());
        int keepalive = Math.min(timers.keepaliveSeconds(), hold / 3);
        boolean refresh = open.has(Capability.RefreshRoutes.class);
        return new Negotiated(
                open.realAs(),
                open.identifier(),
                families,
                hold,
                keepalive,
                refresh,
                refresh && open.has(Capability.RefreshEnhanced.class),
                open.has(Capability.ExtendedMessage.class),
                open.capability(Capability.GracefulRestart.class),
                StaleRoutes.isEnabled(speaker, peer),
                new Codec(
                        open.has(Capability.FourOctetAs.class),
                        Collections.emptyNavigableSet(),
                        Collections.emptyNavigableSet(),
                        open.realAs() != localAs));
    }
}
