package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.MacAddress;
import io.culvert.engine.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What is done about others that use an address of ours: RFC 5227 section 2.4 (c), for a router cannot do without it.
final class AddressDefence {
    /// RFC 5227 section 1.1, DEFEND_INTERVAL: an address is defended at most this often.
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Map<NeighborKey, Instant> defended = new TreeMap<>();

    /// Says so, and says whose the address is.
    void defend(
            Instant now,
            NeighborKey own,
            NeighborLink link,
            MacAddress mac,
            MacAddress other,
            Consumer<? super NeighborEffect> effects) {
        Instant last = defended.get(own);
        if (other.equals(mac) || (last != null && now.isBefore(last.plus(INTERVAL)))) {
            return;
        }
        defended.put(own, now);
        String text =
                "Duplicate address " + own.address() + " on " + own.on() + ", sourced by " + other;
        effects.accept(new NeighborEffect.Notify(new Notice("IP", 4, "DUPADDR", text)));
        effects.accept(
                new NeighborEffect.SendFrame(
                        own.on(), NeighborFrames.announcement(link, mac, own.address())));
    }

    void forget(InterfaceName on) {
        defended.keySet().removeIf(key -> key.on().equals(on));
    }
}
