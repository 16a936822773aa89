package io.culvert.commands.probe;

import io.culvert.cli.Answer;
import io.culvert.cli.Waiting;
import io.culvert.host.probe.PingRequest;
import io.culvert.router.Probe;
import java.util.Optional;

/// A ping under way: the banner, the marks as they come, in lines, and the summary.
final class PingRun implements Waiting {
    private final Probe probe;
    private final boolean sourceIsNamed;
    private final StringBuilder text = new StringBuilder();
    private int column;
    private boolean concluded;

    PingRun(PingRequest request, boolean sourceIsNamed, Probe probe) {
        this.probe = probe;
        this.sourceIsNamed = sourceIsNamed;
        text.append(ShowPing.banner(request, sourceIsNamed));
    }

    @Override
    public String take() {
        for (char mark : probe.takeText().toCharArray()) {
            text.append(mark);
            column++;
            if (column % ShowPing.MARKS_PER_LINE == 0) {
                text.append('\n');
            }
        }
        conclude();
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    private void conclude() {
        if (concluded) {
            return;
        }
        shown().ifPresent(
                        result -> {
                            concluded = true;
                            text.append(column % ShowPing.MARKS_PER_LINE == 0 ? "" : "\n")
                                    .append(result.summary());
                        });
    }

    private Optional<ShowPing> shown() {
        return probe.pingResult().map(result -> ShowPing.of(result, sourceIsNamed));
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
        return shown().map(answer -> answer);
    }
}
