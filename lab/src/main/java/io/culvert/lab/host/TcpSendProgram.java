package io.culvert.lab.host;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.host.tcp.TcpConnectionId;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.host.tcp.TcpEnd;
import io.culvert.lab.Node;
import io.culvert.lab.host.HostCommand.Send;
import java.util.Optional;

/// `send tcp`: messages over one connection at an even rate. Each begins with its eight octets of number and four of
/// length, so that `listen tcp` can tell them apart.
final class TcpSendProgram extends Program implements HostTcp.User {
    private final Send send;
    private final int sourcePort;
    private Optional<TcpConnectionId> connection = Optional.empty();
    private Bytes rest = Bytes.EMPTY;
    private boolean established;
    private int sent;
    private long nextAt;

    TcpSendProgram(HostNode host, Send send, int sourcePort) {
        super(host);
        this.send = send;
        this.sourcePort = sourcePort;
    }

    @Override
    void start(long now) {
        var source = host.stack().sourceFor(send.to());
        if (source.isEmpty()) {
            println("send: Network is unreachable");
            end();
            return;
        }
        int mtu = host.stack().nextHop(send.to()).map(hop -> hop.device().mtu).orElse(1500);
        host.tcp().connect(now, this, source.get(), sourcePort, send.to(), send.port(), mtu);
    }

    @Override
    public void tcp(long now, TcpEffect effect) {
        switch (effect) {
            case TcpEffect.Opening(_, var id, _) -> connection = Optional.of(id);
            case TcpEffect.Established _ -> {
                established = true;
                nextAt = now;
            }
            case TcpEffect.Overfull(_, var left) -> rest = left;
            case TcpEffect.Drained(var id, _) -> {
                Bytes again = rest;
                rest = Bytes.EMPTY;
                host.tcp().send(now, id, again);
            }
            case TcpEffect.Ended(_, _, _, var how) -> {
                if (how != TcpEnd.CLOSED) {
                    println("send: " + how.sentence());
                }
                end();
            }
            case TcpEffect.SendPacket _, TcpEffect.Received _, TcpEffect.PeerClosed _ -> {
                // nothing comes back
            }
        }
    }

    @Override
    void onTime(long now) {
        while (isReady() && nextAt <= now) {
            var body = host.payloads().next(send.octets());
            Bytes message =
                    new ByteWriter(send.octets())
                            .bytes(body.slice(0, Payloads.UNIQUE_OCTETS))
                            .i32(send.octets())
                            .bytes(body.slice(HostCommand.TCP_OCTETS_MIN))
                            .toBytes();
            sent++;
            nextAt += send.nanosBetween();
            TcpConnectionId id = connection.orElseThrow();
            host.tcp().send(now, id, message);
            if (sent == send.count()) {
                host.tcp().close(now, id);
            }
        }
    }

    private boolean isReady() {
        return established && !isDone() && sent < send.count() && rest.isEmpty();
    }

    @Override
    long wakeAt() {
        return isReady() ? nextAt : Node.NEVER;
    }

    private void end() {
        if (!isDone()) {
            println("sent " + sent);
            finish();
        }
    }
}
