package io.culvert.lab;

import io.culvert.base.Invariant;
import java.util.SplittableRandom;

/// One end of a link: a port of a node, and the direction that begins there.
public final class LinkEnd {
    private final Endpoint endpoint;
    private final Link link;
    final int index;
    final int node;
    final int port;
    final SplittableRandom random;

    Faults faults = Faults.NONE;
    boolean enabled = true;

    /// Whether the node at this end was told that it has a carrier.
    boolean toldUp;

    /// When the transmitter has sent all that waits for it.
    long busyUntil;

    /// When the last frame that keeps its place arrives.
    long lastArrival;

    final LinkCounters counters = new LinkCounters();

    LinkEnd(Endpoint endpoint, Link link, int index, int node, int port, SplittableRandom random) {
        this.endpoint = endpoint;
        this.link = link;
        this.index = index;
        this.node = node;
        this.port = port;
        this.random = random;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Link link() {
        return link;
    }

    public LinkEnd peer() {
        Invariant.hold(link.a == this || link.b == this, "an end belongs to its link");
        return link.a == this ? link.b : link.a;
    }

    /// What happens to the frames that this end sends.
    public Faults faults() {
        return faults;
    }

    public LinkCounters counters() {
        return counters;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
