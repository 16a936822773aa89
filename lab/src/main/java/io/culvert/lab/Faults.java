package io.culvert.lab;

/// What one direction of a link does to the frames that pass. Shares are of one, times in nanoseconds.
///
/// @param jitterNanos at most so much is added to or taken off the delay of each frame; the order stays
/// @param reorder the share of frames that are held back so that later ones overtake them
/// @param rateBitsPerSecond 0 for no limit
/// @param mtu longest network-layer packet that passes, 0 for no limit
/// @param clearDscp whether the DSCP of IP packets is set to zero
/// @param fragmentDf whether IPv4 packets longer than the MTU are fragmented in spite of DF, rather than dropped
public record Faults(
        double loss,
        long delayNanos,
        long jitterNanos,
        double duplicate,
        double reorder,
        double corrupt,
        long rateBitsPerSecond,
        int mtu,
        boolean clearDscp,
        boolean fragmentDf) {
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, false, false);

    public Faults {
        if (!isShare(loss) || !isShare(duplicate) || !isShare(reorder) || !isShare(corrupt)) {
            throw new IllegalArgumentException("a share lies between 0 and 1");
        }
        if (delayNanos < 0 || jitterNanos < 0 || rateBitsPerSecond < 0 || mtu < 0) {
            throw new IllegalArgumentException("a fault has no negative size");
        }
    }

    private static boolean isShare(double share) {
        return share >= 0 && share <= 1;
    }

    public Faults withLoss(double share) {
        return new Faults(
                share,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withDelay(long nanos) {
        return new Faults(
                loss,
                nanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withJitter(long nanos) {
        return new Faults(
                loss,
                delayNanos,
                nanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withDuplicate(double share) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                share,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withReorder(double share) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                share,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withCorrupt(double share) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                share,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withRate(long bitsPerSecond) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                bitsPerSecond,
                mtu,
                clearDscp,
                fragmentDf);
    }

    public Faults withMtu(int octets) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                octets,
                clearDscp,
                fragmentDf);
    }

    public Faults withClearDscp(boolean clear) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clear,
                fragmentDf);
    }

    public Faults withFragmentDf(boolean fragment) {
        return new Faults(
                loss,
                delayNanos,
                jitterNanos,
                duplicate,
                reorder,
                corrupt,
                rateBitsPerSecond,
                mtu,
                clearDscp,
                fragment);
    }
}
