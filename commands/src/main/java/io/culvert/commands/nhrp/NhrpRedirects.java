package io.culvert.commands.nhrp;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.Row;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpRedirect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `show ip nhrp redirect`: who was told of a shorter way, how often that was held back since, and when the same may be told again. The
/// last two columns are ours.
///
/// @param redirects those whose time is over are left out
/// @param now router time
/// @param powerOn by the clock on the wall
record NhrpRedirects(List<NhrpRedirect> redirects, Instant now, Instant powerOn) implements Answer {
    NhrpRedirects {
        redirects = redirects.stream().filter(each -> each.until().isAfter(now)).toList();
    }

    @Override
    public Object json() {
        return redirects.stream().map(each -> each.by(WallTime.since(powerOn))).toList();
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        "I/F               NBMA address      Destination       Drop Count  Expiry    Source            VRF\n");
        for (NhrpRedirect each : redirects) {
            text.append(
                    new Row()
                            .at(0, each.in())
                            .at(18, each.nbma())
                            .at(36, each.destination())
                            .at(54, each.suppressed())
                            .at(66, Ages.hours(Duration.between(now, each.until())))
                            .at(76, each.source())
                            .at(94, each.vrf())
                            .line());
        }
        return text.toString();
    }
}
