package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.engine.Timers;
import java.util.random.RandomGenerator;

/// What the parts of the engine share.
final class Core {
    final Surroundings surroundings;
    final Interfaces interfaces = new Interfaces();
    final Ledger ledger = new Ledger();
    final Sender sender = new Sender(ledger);
    final Timers<TimerKey> timers = new Timers<>();
    private int requestId;

    /// The first request id is drawn, so that a stranger cannot answer what he did not see.
    Core(Surroundings surroundings, RandomGenerator random) {
        this.surroundings = surroundings;
        requestId = random.nextInt();
    }

    int nextRequestId() {
        return ++requestId;
    }

    /// The interface as it is now: one that was kept may have changed.
    NhrpInterface now(NhrpInterface kept) {
        return interfaces.find(kept.name()).orElse(kept);
    }

    boolean isUp(InterfaceName name) {
        return interfaces.find(name).filter(NhrpInterface::up).isPresent();
    }
}
