package io.culvert.router.capture;

import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.mpls.MplsEntry;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;

/// Finds the IP header of a packet as captured, behind tags and labels.
public final class InnerIp {
    private static final int LABELS_MAX = 16;
    private static final int NOWHERE = -1;

    private InnerIp() {}

    /// Where the IP header of either version begins, or -1. Nothing of the header has been checked.
    public static long find(LinkType type, MemorySegment memory, long start, long end) {
        return switch (type) {
            case RAW -> start;
            case MPLS -> underLabels(memory, start, end);
            case ETHERNET -> inFrame(memory, start, end);
        };
    }

    private static long inFrame(MemorySegment memory, long start, long end) {
        if (!Ethernet.fits(start, end)) {
            return NOWHERE;
        }
        long at = start + Ethernet.SIZE;
        int type = Net.u16(memory, at - 2);
        for (int tags = 0; tags < EthernetFrame.TAGS_MAX && isTag(type); tags++) {
            if (!VlanTag.fits(at, end)) {
                return NOWHERE;
            }
            at += VlanTag.SIZE;
            type = Net.u16(memory, at - 2);
        }
        return switch (type) {
            case Ethernet.IPV4, Ethernet.IPV6 -> at;
            case Ethernet.MPLS -> underLabels(memory, at, end);
            default -> NOWHERE;
        };
    }

    private static boolean isTag(int type) {
        return type == EthernetFrame.CUSTOMER_TAG || type == EthernetFrame.SERVICE_TAG;
    }

    private static long underLabels(MemorySegment memory, long start, long end) {
        long at = start;
        for (int i = 0; i < LABELS_MAX && MplsEntry.fits(at, end); i++) {
            boolean isBottom = MplsEntry.isBottom(memory, at);
            at += MplsEntry.SIZE;
            if (isBottom) {
                return at;
            }
        }
        return NOWHERE;
    }
}
