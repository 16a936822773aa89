package io.culvert.dataplane;

/// By which interfaces a packet of the router's own may leave. A session that is bound to tunnels never leaves by another
/// route when its tunnel goes.
public final class Bound {
    /// Any interface.
    public static final int ANYWHERE = 0;

    /// Any tunnel that requires protection.
    public static final int PROTECTED_TUNNELS = -1;

    /// Any tunnel.
    public static final int TUNNELS = -2;

    private Bound() {}

    /// One interface alone.
    public static int only(int ifIndex) {
        if (ifIndex <= 0) {
            throw new IllegalArgumentException("interface index " + ifIndex);
        }
        return ifIndex;
    }
}
