package io.culvert.commands.capture;

import io.culvert.cli.Answer;
import io.culvert.router.capture.CapturePoint;
import io.culvert.router.capture.CaptureSettings;
import io.culvert.router.capture.CaptureView;
import java.util.List;

/// `show monitor capture`: what captures take, and how they stand.
record ShowCaptures(List<CaptureView> captures) implements Answer {
    ShowCaptures {
        captures = List.copyOf(captures);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        captures.forEach(capture -> append(capture, text));
        return text.toString();
    }

    private static void append(CaptureView capture, StringBuilder text) {
        CaptureSettings settings = capture.settings();
        text.append("\nStatus Information for Capture " + settings.name() + "\n");
        text.append("  Target Type: \n");
        for (CapturePoint point : settings.points()) {
            text.append(
                    point.at().isPresent()
                            ? "   Interface: " + point.name()
                            : "   Interface: Control Plane");
            text.append(", Direction: " + point.direction().word() + "\n");
        }
        text.append("   Status : " + (capture.active() ? "Active" : "Inactive") + "\n");
        capture.ended().ifPresent(why -> text.append("   It stopped because " + why + "\n"));
        text.append("  Filter Details: \n");
        text.append(
                "   "
                        + settings.filter()
                                .map(CaptureWords::typed)
                                .map(words -> words.equals("any") ? "Capture all packets" : words)
                                .orElse("Filter not attached: all packets are captured")
                        + "\n");
        text.append("  Buffer Details: \n");
        text.append(
                "   Buffer Type: "
                        + (settings.circular() ? "CIRCULAR" : "LINEAR (default)")
                        + "\n");
        text.append("   Buffer Size (in MB): " + settings.megabytes() + "\n");
        text.append("  Limit Details: \n");
        limits(settings, text);
        capture.keys()
                .ifPresent(
                        keys ->
                                text.append(
                                        "  Keys: those of %d security associations were gathered\n"
                                                .formatted(keys)));
    }

    private static void limits(CaptureSettings settings, StringBuilder text) {
        text.append(
                "   Number of Packets to capture: "
                        + settings.packets().map(String::valueOf).orElse("0 (no limit)")
                        + "\n");
        text.append(
                "   Packet Capture duration: "
                        + settings.seconds().map(String::valueOf).orElse("0 (no limit)")
                        + "\n");
        text.append(
                "   Packet Size to capture: "
                        + settings.packetOctets().map(String::valueOf).orElse("0 (no limit)")
                        + "\n");
    }
}
