package io.culvert.dataplane;

import io.culvert.base.Label;
import io.culvert.dataplane.fib.ForwardingImage;
import java.util.Arrays;

/// What the plane counts, in plain arrays that grow when an image is taken over, never on the packet path.
final class Counters {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    private static final long[] NO_PAGE = {};

    final long[] drops = new long[Drop.values().length];
    long[] tableDrops = new long[1];
    long[] packetsIn = new long[1];
    long[] octetsIn = new long[1];
    long[] packetsOut = new long[1];
    long[] octetsOut = new long[1];
    long[] broadcastsIn = new long[1];
    long[] multicastsIn = new long[1];
    long[] broadcastsOut = new long[1];
    long[] multicastsOut = new long[1];
    long[] lastIn = {InterfaceCounters.NEVER};
    long[] lastOut = {InterfaceCounters.NEVER};

    /// By mark of an entry.
    private long[] lastUsed = {InterfaceCounters.NEVER};

    /// By interface and reason. Rows of interfaces that never were are empty.
    long[][] dropsIn = {NO_PAGE};

    long[][] dropsOut = {NO_PAGE};
    private final long[][] labelOctets = new long[(Label.MAX + 1) >>> PAGE_BITS][];

    long ipv4Received;
    long ipv4Forwarded;
    long delivered;
    long originated;
    long icmpErrorsSent;
    long icmpErrorsSuppressed;
    long icmpErrorsLimited;
    long reassembled;
    long fragmentsMade;
    long mssClamped;
    long redirectsTold;
    long redirectsHeldBack;
    long redirectsLimited;

    Counters() {
        Arrays.fill(labelOctets, NO_PAGE);
    }

    void drop(Drop reason, int table, int ifIndex) {
        drops[reason.index()]++;
        if (table >= 0 && table < tableDrops.length) {
            tableDrops[table]++;
        }
        count(dropsIn, reason, ifIndex);
    }

    /// The interface that the packet should have left by lost it.
    void dropOut(Drop reason, int ifIndex) {
        count(dropsOut, reason, ifIndex);
    }

    private static void count(long[][] rows, Drop reason, int ifIndex) {
        if (ifIndex < rows.length && rows[ifIndex].length != 0) {
            rows[ifIndex][reason.index()]++;
        }
    }

    void in(int ifIndex, int octets, long nowNanos) {
        packetsIn[ifIndex]++;
        octetsIn[ifIndex] += octets;
        lastIn[ifIndex] = nowNanos;
    }

    void groupIn(int ifIndex, boolean isBroadcast) {
        if (isBroadcast) {
            broadcastsIn[ifIndex]++;
        } else {
            multicastsIn[ifIndex]++;
        }
    }

    void groupOut(int ifIndex, boolean isBroadcast) {
        if (isBroadcast) {
            broadcastsOut[ifIndex]++;
        } else {
            multicastsOut[ifIndex]++;
        }
    }

    void out(int ifIndex, int octets, long nowNanos) {
        packetsOut[ifIndex]++;
        octetsOut[ifIndex] += octets;
        lastOut[ifIndex] = nowNanos;
    }

    void label(int label, int octets) {
        long[] page = labelOctets[label >>> PAGE_BITS];
        if (page.length != 0) {
            page[label & (PAGE_SIZE - 1)] += octets;
        }
    }

    long labelOctets(int label) {
        long[] page = labelOctets[label >>> PAGE_BITS];
        return page.length == 0 ? 0 : page[label & (PAGE_SIZE - 1)];
    }

    /// Counts several packets at once.
    void in(int ifIndex, int packets, long octets, long nowNanos) {
        packetsIn[ifIndex] += packets;
        octetsIn[ifIndex] += octets;
        lastIn[ifIndex] = nowNanos;
    }

    void out(int ifIndex, int packets, long octets, long nowNanos) {
        packetsOut[ifIndex] += packets;
        octetsOut[ifIndex] += octets;
        lastOut[ifIndex] = nowNanos;
    }

    void use(int mark, long nowNanos) {
        lastUsed[mark] = nowNanos;
    }

    long lastUsed(int mark) {
        return mark < lastUsed.length ? lastUsed[mark] : InterfaceCounters.NEVER;
    }

    /// A mark that the image before had not is of something else than the last time.
    private void prepareMarks(ForwardingImage before, ForwardingImage after) {
        if (after.hasMarksOf(before)) {
            return;
        }
        int known = lastUsed.length;
        lastUsed = grown(lastUsed, after.markCount());
        Arrays.fill(lastUsed, known, lastUsed.length, InterfaceCounters.NEVER);
        for (int mark = 1; mark < after.markCount(); mark++) {
            if (after.hasMark(mark) && !before.hasMark(mark)) {
                lastUsed[mark] = InterfaceCounters.NEVER;
            }
        }
    }

    /// Makes room for what the new image has, and begins at zero for labels and interfaces that the old one had not. What two images
    /// share is passed over: a worker stops for what changed alone.
    void prepare(ForwardingImage before, ForwardingImage after) {
        tableDrops = grown(tableDrops, after.tableCount());
        prepareMarks(before, after);
        if (!after.hasFacesOf(before)) {
            prepareFaces(before, after);
        }
        if (!after.hasLabelsOf(before)) {
            for (int page = 0; page < labelOctets.length; page++) {
                if (after.hasLabels(page) && !after.hasLabelsOf(before, page)) {
                    prepareLabels(page, before, after);
                }
            }
        }
    }

    private void prepareFaces(ForwardingImage before, ForwardingImage after) {
        int faces = after.faceCount();
        packetsIn = grown(packetsIn, faces);
        octetsIn = grown(octetsIn, faces);
        packetsOut = grown(packetsOut, faces);
        octetsOut = grown(octetsOut, faces);
        broadcastsIn = grown(broadcastsIn, faces);
        multicastsIn = grown(multicastsIn, faces);
        broadcastsOut = grown(broadcastsOut, faces);
        multicastsOut = grown(multicastsOut, faces);
        lastIn = grown(lastIn, faces);
        lastOut = grown(lastOut, faces);
        dropsIn = rows(dropsIn, faces);
        dropsOut = rows(dropsOut, faces);
        for (int first = 0; first < faces; first += PAGE_SIZE) {
            if (!after.hasFacesOf(before, first >>> PAGE_BITS)) {
                for (int i = first; i < Math.min(faces, first + PAGE_SIZE); i++) {
                    if (after.face(i) != null && before.face(i) == null) {
                        clearFace(i);
                    }
                }
            }
        }
    }

    private void clearFace(int ifIndex) {
        packetsIn[ifIndex] = 0;
        octetsIn[ifIndex] = 0;
        packetsOut[ifIndex] = 0;
        octetsOut[ifIndex] = 0;
        broadcastsIn[ifIndex] = 0;
        multicastsIn[ifIndex] = 0;
        broadcastsOut[ifIndex] = 0;
        multicastsOut[ifIndex] = 0;
        lastIn[ifIndex] = InterfaceCounters.NEVER;
        lastOut[ifIndex] = InterfaceCounters.NEVER;
        dropsIn[ifIndex] = new long[Drop.values().length];
        dropsOut[ifIndex] = new long[Drop.values().length];
    }

    private void prepareLabels(int page, ForwardingImage before, ForwardingImage after) {
        long[] octets = labelOctets[page];
        if (octets.length == 0) {
            octets = new long[PAGE_SIZE];
            labelOctets[page] = octets;
        }
        for (int i = 0; i < PAGE_SIZE; i++) {
            int label = page << PAGE_BITS | i;
            if (after.label(label) != null && before.label(label) == null) {
                octets[i] = 0;
            }
        }
    }

    private static long[][] rows(long[][] rows, int size) {
        if (rows.length >= size) {
            return rows;
        }
        long[][] more = Arrays.copyOf(rows, Math.max(size, 2 * rows.length));
        Arrays.fill(more, rows.length, more.length, NO_PAGE);
        return more;
    }

    private static long[] grown(long[] array, int size) {
        return array.length >= size
                ? array
                : Arrays.copyOf(array, Math.max(size, 2 * array.length));
    }
}
