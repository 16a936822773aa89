package io.culvert.commands.probe;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.host.probe.TracerouteResult;
import io.culvert.host.probe.TracerouteText;
import java.util.List;

/// What a traceroute came to.
record ShowTraceroute(
        Vrf vrf,
        IpAddress source,
        IpAddress destination,
        boolean reached,
        List<TracerouteResult.Hop> hops)
        implements Answer {
    ShowTraceroute {
        hops = List.copyOf(hops);
    }

    static ShowTraceroute of(TracerouteResult result) {
        var request = result.request();
        return new ShowTraceroute(
                request.vrf(),
                request.source(),
                request.destination(),
                result.reached(),
                result.hops());
    }

    /// What stands before the first hop.
    static String banner(IpAddress destination) {
        return "Type escape sequence to abort.\nTracing the route to "
                + destination
                + "\nVRF info: (vrf in name/id, vrf out name/id)\n";
    }

    @Override
    public String text() {
        var text = new StringBuilder(banner(destination));
        hops.forEach(hop -> text.append(TracerouteText.of(hop)).append('\n'));
        return text.toString();
    }
}
