package io.culvert.lab;

/// A cable between two ports.
public final class Link {
    LinkEnd a;
    LinkEnd b;
    private final int mtu;
    boolean up = true;

    /// Grows whenever the carrier goes, so that frames that were on their way then are known when they arrive.
    int generation;

    @SuppressWarnings("NullAway.Init") // the ends name their link and are made right after it
    Link(int mtu) {
        this.mtu = mtu;
    }

    public LinkEnd a() {
        return a;
    }

    public LinkEnd b() {
        return b;
    }

    /// The MTU of the interfaces, from the topology.
    public int mtu() {
        return mtu;
    }

    /// Whether the cable is plugged in; a node without power at one end takes the carrier too.
    public boolean isUp() {
        return up;
    }

    @Override
    public String toString() {
        return a + " - " + b;
    }
}
