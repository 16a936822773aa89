package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The bindings of a translator.
///
/// * Full cone: endpoint-independent mapping and filtering (RFC 4787 sections 4.1 and 5).
/// * Restricted: endpoint-independent mapping, address and port-dependent filtering.
/// * Symmetric: address and port-dependent mapping and filtering.
final class NatTable {
    static final int BINDINGS_MAX = 4_096;
    static final int PEERS_MAX = 256;
    private static final int FIRST_PORT = 20_000;

    enum Kind {
        FULL_CONE,
        RESTRICTED,
        SYMMETRIC;

        static Kind of(String label) {
            return switch (label) {
                case "full-cone" -> FULL_CONE;
                case "symmetric" -> SYMMETRIC;
                default -> RESTRICTED;
            };
        }
    }

    record Side(IpAddress address, int port) {}

    /// A packet as the table sees it: who is inside (or, for a packet that comes in, which of our ports), and the peer.
    record Flow(int protocol, Side near, Side peer) {}

    private record Key(int protocol, Side inside, Optional<Side> peer) {}

    private static final class Binding {
        final Key key;
        final int port;
        final Map<Side, Boolean> peers = new LinkedHashMap<>();
        long until;

        Binding(Key key, int port) {
            this.key = key;
            this.port = port;
        }
    }

    private final Kind kind;
    private final long timeoutNanos;
    private final Map<Key, Binding> byInside = new LinkedHashMap<>();
    private final Map<Integer, Binding> byPort = new LinkedHashMap<>();
    private int nextPort = FIRST_PORT;

    NatTable(Kind kind, long timeoutNanos) {
        this.kind = kind;
        this.timeoutNanos = timeoutNanos;
    }

    void clear() {
        byInside.clear();
        byPort.clear();
    }

    private void expire(long now) {
        byInside.values().removeIf(binding -> binding.until <= now);
        byPort.values().removeIf(binding -> binding.until <= now);
    }

    /// The outside port of a flow that leaves; nothing if the table is full.
    Optional<Integer> out(long now, Flow flow) {
        expire(now);
        var key =
                new Key(
                        flow.protocol(),
                        flow.near(),
                        kind == Kind.SYMMETRIC ? Optional.of(flow.peer()) : Optional.empty());
        Binding binding = byInside.get(key);
        if (binding == null) {
            if (byInside.size() == BINDINGS_MAX) {
                return Optional.empty();
            }
            binding = new Binding(key, freePort());
            byInside.put(key, binding);
            byPort.put(binding.port, binding);
        }
        binding.until = now + timeoutNanos;
        if (binding.peers.size() == PEERS_MAX && !binding.peers.containsKey(flow.peer())) {
            binding.peers.remove(binding.peers.keySet().iterator().next());
        }
        binding.peers.put(flow.peer(), true);
        return Optional.of(binding.port);
    }

    private int freePort() {
        while (byPort.containsKey(nextPort)) {
            nextPort = nextPort == 65_535 ? FIRST_PORT : nextPort + 1;
        }
        int port = nextPort;
        nextPort = nextPort == 65_535 ? FIRST_PORT : nextPort + 1;
        return port;
    }

    /// Who inside gets a packet that came to `flow.near().port()`.
    Optional<Side> in(long now, Flow flow) {
        expire(now);
        Binding binding = byPort.get(flow.near().port());
        if (binding == null || binding.key.protocol() != flow.protocol()) {
            return Optional.empty();
        }
        if (kind != Kind.FULL_CONE && !binding.peers.containsKey(flow.peer())) {
            return Optional.empty();
        }
        return Optional.of(binding.key.inside());
    }
}
