package io.culvert.router.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a capture takes and keeps.
///
/// @param filter empty where none was ordered, which takes everything
/// @param circular whether the oldest packets make room for new ones
/// @param seconds after which it stops by itself
/// @param packets after which it stops by itself
/// @param packetOctets of each packet that are kept
public record CaptureSettings(
        String name,
        List<CapturePoint> points,
        Optional<CaptureFilter> filter,
        int megabytes,
        boolean circular,
        Optional<Integer> seconds,
        Optional<Integer> packets,
        Optional<Integer> packetOctets) {
    public static final int NAME_MAX = 64;
    public static final int POINTS_MAX = 8;
    public static final int MEGABYTES_MAX = 100;
    public static final int MEGABYTES_DEFAULT = 10;
    public static final int SECONDS_MAX = 1_000_000;
    public static final int PACKETS_MAX = 100_000_000;
    public static final int PACKET_OCTETS_MIN = 64;
    public static final int PACKET_OCTETS_MAX = 9_500;

    public CaptureSettings {
        points = List.copyOf(points);
    }

    public static CaptureSettings of(String name) {
        return new CaptureSettings(
                name,
                List.of(),
                Optional.empty(),
                MEGABYTES_DEFAULT,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// With a point more; one at the same place is replaced.
    public CaptureSettings with(CapturePoint point) {
        var more = new ArrayList<>(without(point).points);
        more.add(point);
        return withPoints(more);
    }

    public CaptureSettings without(CapturePoint point) {
        return withPoints(points.stream().filter(each -> !each.at().equals(point.at())).toList());
    }

    private CaptureSettings withPoints(List<CapturePoint> newPoints) {
        return new CaptureSettings(
                name, newPoints, filter, megabytes, circular, seconds, packets, packetOctets);
    }

    public CaptureSettings withFilter(Optional<CaptureFilter> newFilter) {
        return new CaptureSettings(
                name, points, newFilter, megabytes, circular, seconds, packets, packetOctets);
    }

    public CaptureSettings withBuffer(int newMegabytes, boolean newCircular) {
        return new CaptureSettings(
                name, points, filter, newMegabytes, newCircular, seconds, packets, packetOctets);
    }

    public CaptureSettings withSeconds(Optional<Integer> newSeconds) {
        return new CaptureSettings(
                name, points, filter, megabytes, circular, newSeconds, packets, packetOctets);
    }

    public CaptureSettings withPackets(Optional<Integer> newPackets) {
        return new CaptureSettings(
                name, points, filter, megabytes, circular, seconds, newPackets, packetOctets);
    }

    public CaptureSettings withPacketOctets(Optional<Integer> newPacketOctets) {
        return new CaptureSettings(
                name, points, filter, megabytes, circular, seconds, packets, newPacketOctets);
    }
}
