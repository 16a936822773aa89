package io.culvert.commands.capture;

import io.culvert.cli.Answer;
import io.culvert.router.capture.CapturePoint;
import io.culvert.router.capture.CaptureSettings;
import java.util.ArrayList;
import java.util.List;

/// `show monitor capture NAME parameter`: the commands that make the capture what it is.
record ShowCaptureParameter(List<String> commands) implements Answer {
    ShowCaptureParameter {
        commands = List.copyOf(commands);
    }

    static ShowCaptureParameter of(CaptureSettings settings) {
        var commands = new ArrayList<String>();
        String start = "monitor capture " + settings.name() + " ";
        for (CapturePoint point : settings.points()) {
            String place = point.at().map(name -> "interface " + name).orElse("control-plane");
            commands.add(start + place + " " + point.direction().word());
        }
        settings.filter()
                .ifPresent(filter -> commands.add(start + "match " + CaptureWords.typed(filter)));
        commands.add(
                start
                        + "buffer size "
                        + settings.megabytes()
                        + (settings.circular() ? " circular" : ""));
        settings.seconds().ifPresent(limit -> commands.add(start + "limit duration " + limit));
        settings.packets().ifPresent(limit -> commands.add(start + "limit packets " + limit));
        settings.packetOctets()
                .ifPresent(limit -> commands.add(start + "limit packet-len " + limit));
        return new ShowCaptureParameter(commands);
    }

    @Override
    public String text() {
        return String.join("", commands.stream().map(line -> "   " + line + "\n").toList());
    }
}
