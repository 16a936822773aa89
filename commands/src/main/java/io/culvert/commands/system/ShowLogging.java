package io.culvert.commands.system;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `show logging`: what happened, the oldest first.
record ShowLogging(List<Message> messages) implements Answer {
    /// @param at wall-clock time
    record Message(Instant at, String facility, int severity, String mnemonic, String text) {}

    ShowLogging {
        messages = List.copyOf(messages);
    }

    static ShowLogging of(RouterView view) {
        Instant powerOn = view.wallClock().minus(Duration.between(Instant.EPOCH, view.now()));
        return new ShowLogging(
                view.log().stream()
                        .map(
                                line ->
                                        new Message(
                                                powerOn.plus(
                                                        Duration.between(Instant.EPOCH, line.at())),
                                                line.notice().facility(),
                                                line.notice().severity(),
                                                line.notice().mnemonic(),
                                                line.notice().text()))
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder("Syslog logging: enabled\n");
        text.append("    Buffer logging:  level debugging, ")
                .append(messages.size())
                .append(" messages logged\n\n");
        text.append("Log Buffer:\n\n");
        for (Message message : messages) {
            text.append(WallTime.log(message.at()))
                    .append(": %" + message.facility() + "-" + message.severity() + "-")
                    .append(message.mnemonic() + ": " + message.text() + "\n");
        }
        return text.toString();
    }
}
