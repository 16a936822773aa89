package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.engine.Notice;
import io.culvert.nhrp.NhrpEffect;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.Optional;
import java.util.function.Consumer;

/// `debug nhrp`: what reaches NHRP and what it orders, a sentence each. Events and orders that change nothing are left out.
final class NhrpTrace implements Traced.Reader<NhrpEvent, NhrpEffect> {
    private final Consumer<Notice> log;

    NhrpTrace(Consumer<Notice> log) {
        this.log = log;
    }

    private void say(String sentence) {
        log.accept(new Notice("NHRP", 7, "DEBUG", sentence));
    }

    @Override
    public void event(NhrpEvent event) {
        switch (event) {
            case NhrpEvent.InterfaceChanged(var now) ->
                    say(
                            "Interface %s is %s, NBMA %s towards %s"
                                    .formatted(
                                            now.name(),
                                            now.up() ? "up" : "down",
                                            now.localNbma(),
                                            now.remoteNbma()
                                                    .map(IpAddress::toString)
                                                    .orElse("many")));
            case NhrpEvent.InterfaceGone(var name) -> say("Interface " + name + " is gone");
            case NhrpEvent.Arrived(var in, var nbma, var labelled, var isProtected, var packet) ->
                    say(
                            "Receive %s via %s%s from %s%s"
                                    .formatted(
                                            packet(packet),
                                            in,
                                            labelled.map(vrf -> ", VRF " + vrf).orElse(""),
                                            nbma,
                                            isProtected ? "" : ", unprotected"));
            case NhrpEvent.Transited(var in, var nbma, var out, var vrf, _, _) ->
                    say(
                            "A packet of VRF %s from %s came in by %s and leaves by %s"
                                    .formatted(vrf, nbma, in, out));
            case NhrpEvent.RouteChanged _ -> {}
            case NhrpEvent.TunnelBegun(var wish, var name) ->
                    say("%s is to become the tunnel to %s".formatted(name, wish.remote()));
            case NhrpEvent.TunnelRefused(var wish, var why) ->
                    say("No tunnel to %s: %s".formatted(wish.remote(), why));
            case NhrpEvent.EndpointWanted(var on, var nextHop) ->
                    say("Nobody is known as %s on %s".formatted(nextHop, on));
            case NhrpEvent.PeerTurned(var on, var overlays, var turn) ->
                    say("%s: %s on %s".formatted(turned(turn), overlays, on));
            case NhrpEvent.Clear _ -> say("Clear");
            case NhrpEvent.ClearCounters _ -> say("Clear counters");
        }
    }

    private static String turned(NhrpEvent.PeerTurned.Turn turn) {
        return switch (turn) {
            case LOST -> "The session is over";
            case BACK -> "There is a session again";
            case REPLACED -> "Another came from the same address";
        };
    }

    @Override
    public void effect(NhrpEffect effect) {
        switch (effect) {
            case NhrpEffect.Transmit(var out, var nbma, var packet) ->
                    say(
                            "Send %s via %s%s"
                                    .formatted(
                                            packet(packet),
                                            out,
                                            nbma.map(peer -> " to " + peer).orElse("")));
            case NhrpEffect.TransmitOnLabel(var vrf, var towards, var packet) ->
                    say(
                            "Send %s on the label towards %s in VRF %s"
                                    .formatted(packet(packet), towards, vrf));
            case NhrpEffect.BuildTunnel(var wish) ->
                    say(
                            "Build a tunnel to %s from Virtual-Template%d"
                                    .formatted(wish.remote(), wish.virtualTemplate()));
            case NhrpEffect.DropTunnel(var name) -> say("Drop " + name);
            case NhrpEffect.OfferRoute order ->
                    say(
                            "Add route %s in VRF %s via %s, %s%s"
                                    .formatted(
                                            order.prefix(),
                                            order.vrf(),
                                            order.nextHop(),
                                            order.out(),
                                            order.label()
                                                    .map(label -> ", label " + label)
                                                    .orElse("")));
            case NhrpEffect.RevokeRoute(var vrf, var prefix) ->
                    say("Delete route %s in VRF %s".formatted(prefix, vrf));
            case NhrpEffect.BindPeer order ->
                    say("%s is behind %s".formatted(order.peer(), order.out()));
            case NhrpEffect.ReleasePeer order ->
                    say("%s is behind %s no more".formatted(order.peer(), order.out()));
            case NhrpEffect.MapEndpoint(var on, var overlay, var nbma) ->
                    say("%s on %s is at %s".formatted(overlay, on, nbma));
            case NhrpEffect.UnmapEndpoint(var on, var overlay) ->
                    say("%s on %s is nowhere".formatted(overlay, on));
            case NhrpEffect.SeekPeer(var on, var nbma) ->
                    say("Somebody on %s is at %s".formatted(on, nbma));
            case NhrpEffect.LeavePeer(var on, var nbma) ->
                    say("Nobody on %s has to be at %s".formatted(on, nbma));
            case NhrpEffect.ServersAnswer(var on, var any) ->
                    say((any ? "A server answers on " : "No server answers on ") + on);
            case NhrpEffect.Notify _ -> {} // it says itself
        }
    }

    private static String packet(Bytes octets) {
        Parse<NhrpPacket> parsed = NhrpPacket.parse(octets);
        Optional<NhrpPacket> packet = parsed.toOptional();
        return packet.map(
                        each ->
                                "%s%s, size %d, src %s, dst %s, NBMA %s, hops %d"
                                        .formatted(
                                                each.type(),
                                                each.body() instanceof NhrpBody.Exchange exchange
                                                        ? " "
                                                                + Integer.toUnsignedString(
                                                                        exchange.requestId())
                                                        : "",
                                                octets.size(),
                                                each.source(),
                                                each.destination(),
                                                each.sourceNbma(),
                                                each.hopCount()))
                .orElse("%d octets that make no sense".formatted(octets.size()));
    }
}
