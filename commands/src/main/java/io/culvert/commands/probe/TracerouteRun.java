package io.culvert.commands.probe;

import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.cli.Waiting;
import io.culvert.router.Probe;
import java.util.Optional;

/// A traceroute under way.
final class TracerouteRun implements Waiting {
    private final Probe probe;
    private String banner;
    private boolean endsLine = true;

    TracerouteRun(IpAddress destination, Probe probe) {
        this.probe = probe;
        this.banner = ShowTraceroute.banner(destination);
    }

    @Override
    public String take() {
        String progress = banner + probe.takeText();
        banner = "";
        if (!progress.isEmpty()) {
            endsLine = progress.endsWith("\n");
        }
        if (probe.isFinished() && !endsLine) {
            endsLine = true;
            return progress + "\n";
        }
        return progress;
    }

    @Override
    public boolean isDone() {
        return probe.isFinished();
    }

    @Override
    public void cancel() {
        probe.stop();
    }

    @Override
    public Optional<Answer> answer() {
        return probe.tracerouteResult().map(ShowTraceroute::of);
    }
}
