package io.culvert.lab.host;

import io.culvert.lab.Node;
import io.culvert.lab.host.HostCommand.Send;

/// `send udp`: datagrams at an even rate.
final class SendProgram extends Program {
    private final Send send;
    private final int sourcePort;
    private int sent;
    private long nextAt;

    SendProgram(HostNode host, Send send, int sourcePort) {
        super(host);
        this.send = send;
        this.sourcePort = sourcePort;
    }

    @Override
    void start(long now) {
        nextAt = now;
        onTime(now);
    }

    @Override
    void onTime(long now) {
        while (!isDone() && nextAt <= now) {
            var payload = host.payloads().next(send.octets());
            if (!host.sendDatagram(
                    now, send.to(), sourcePort, send.port(), payload, HostNode.HOP_LIMIT)) {
                println("send: Network is unreachable");
                end();
                return;
            }
            nextAt += send.nanosBetween();
            if (++sent == send.count()) {
                end();
            }
        }
    }

    private void end() {
        println("sent " + sent);
        finish();
    }

    @Override
    long wakeAt() {
        return isDone() ? Node.NEVER : nextAt;
    }
}
