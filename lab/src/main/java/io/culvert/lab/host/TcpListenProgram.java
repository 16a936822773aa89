package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.host.tcp.TcpConnectionId;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.lab.Node;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// `listen tcp`: takes connections and counts their messages until `wait`.
final class TcpListenProgram extends Program implements HostTcp.User {
    private final int port;
    private final Map<TcpConnectionId, Bytes> partial = new LinkedHashMap<>();
    private final Set<Bytes> seen = new LinkedHashSet<>();
    private long tag;
    private int received;
    private int duplicates;
    private long endAt = Node.NEVER;

    TcpListenProgram(HostNode host, int port) {
        super(host);
        this.port = port;
    }

    @Override
    void start(long now) {
        tag = host.tcp().listen(now, this, port);
    }

    @Override
    public void tcp(long now, TcpEffect effect) {
        switch (effect) {
            case TcpEffect.Received(var id, var data) ->
                    partial.put(id, messages(partial.getOrDefault(id, Bytes.EMPTY).plus(data)));
            case TcpEffect.PeerClosed(var id) -> host.tcp().close(now, id);
            case TcpEffect.Ended(_, var id, _, _) -> partial.remove(id);
            case TcpEffect.SendPacket _,
                    TcpEffect.Opening _,
                    TcpEffect.Established _,
                    TcpEffect.Overfull _,
                    TcpEffect.Drained _ -> {
                // nothing to do
            }
        }
    }

    /// Counts the whole messages and gives back what is left.
    private Bytes messages(Bytes stream) {
        Bytes left = stream;
        while (left.size() >= HostCommand.TCP_OCTETS_MIN) {
            int length = left.i32(Payloads.UNIQUE_OCTETS);
            if (length < HostCommand.TCP_OCTETS_MIN || left.size() < length) {
                return left;
            }
            if (!seen.add(left.slice(0, Payloads.UNIQUE_OCTETS))) {
                duplicates++;
            } else {
                received++;
            }
            if (seen.size() > ListenProgram.REMEMBERED_MAX) {
                seen.remove(seen.iterator().next());
            }
            left = left.slice(length);
        }
        return left;
    }

    @Override
    void waited(long now) {
        endAt = now + GRACE_NANOS;
    }

    @Override
    long wakeAt() {
        return isDone() ? Node.NEVER : endAt;
    }

    @Override
    void onTime(long now) {
        host.tcp().stopListening(now, tag);
        println("received " + received + ", duplicates " + duplicates);
        finish();
    }
}
