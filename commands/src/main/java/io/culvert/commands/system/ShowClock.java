package io.culvert.commands.system;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import java.time.Instant;

/// `show clock`.
record ShowClock(Instant time) implements Answer {
    @Override
    public String text() {
        return WallTime.clock(time) + "\n";
    }
}
