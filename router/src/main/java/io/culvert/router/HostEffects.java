package io.culvert.router;

import io.culvert.host.HostEffect;
import java.util.function.Consumer;

/// Carries out what the router's own endpoints order.
final class HostEffects implements Consumer<HostEffect> {
    private final Works works;

    HostEffects(Works works) {
        this.works = works;
    }

    @Override
    public void accept(HostEffect effect) {
        switch (effect) {
            case HostEffect.SendPacket(var out) ->
                    works.pump.post(() -> works.localPackets.send(out));
            case HostEffect.Tcp(var tcp) -> works.bgpTransport.on(tcp);
            case HostEffect.ProbeProgress(var tag, var text) -> works.probes.progress(tag, text);
            case HostEffect.PingFinished(var tag, var result) -> works.probes.finished(tag, result);
            case HostEffect.TracerouteFinished(var tag, var result) ->
                    works.probes.finished(tag, result);
        }
    }
}
