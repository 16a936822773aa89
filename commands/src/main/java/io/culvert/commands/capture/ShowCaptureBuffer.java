package io.culvert.commands.capture;

import io.culvert.cli.Answer;
import io.culvert.router.capture.CaptureView;

/// `show monitor capture NAME buffer`: how full it is.
///
/// @param packetsDropped packets for which there was no room
/// @param packetsOverwritten packets that made room for others
record ShowCaptureBuffer(
        int bufferSizeKilobytes,
        long bufferUsedKilobytes,
        long packets,
        long packetsDropped,
        long packetsOverwritten,
        long packetsPerSecond)
        implements Answer {
    private static final int KILOBYTE = 1024;

    static ShowCaptureBuffer of(CaptureView capture) {
        long seconds = Math.max(1, capture.ran().toSeconds());
        return new ShowCaptureBuffer(
                capture.settings().megabytes() * KILOBYTE,
                (capture.octets() + KILOBYTE - 1) / KILOBYTE,
                capture.packets(),
                capture.missed(),
                capture.overwritten(),
                (capture.packets() + capture.overwritten()) / seconds);
    }

    @Override
    public String text() {
        return """
                 buffer size (KB) : %d
                 buffer used (KB) : %d
                 packets in buf   : %d
                 packets dropped  : %d
                 packets per sec  : %d
                 packets overwritten : %d
                """
                .formatted(
                        bufferSizeKilobytes,
                        bufferUsedKilobytes,
                        packets,
                        packetsDropped,
                        packetsPerSecond,
                        packetsOverwritten);
    }
}
