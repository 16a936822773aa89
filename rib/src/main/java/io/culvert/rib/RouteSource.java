package io.culvert.rib;

/// Who put a route into the table, with the code letter of `show ip route` and the usual administrative distance
/// (lower is better).
public enum RouteSource {
    LOCAL("L", 0),
    CONNECTED("C", 0),
    STATIC("S", 1),
    /// Routes that IKEv2 received or assigned; IOS prints them as static ones of distance 2.
    IKEV2("S", 2),
    EBGP("B", 20),
    IBGP("B", 200),
    NHRP("H", 250);

    private final String code;
    private final int distance;

    RouteSource(String code, int distance) {
        this.code = code;
        this.distance = distance;
    }

    public String code() {
        return code;
    }

    public int distance() {
        return distance;
    }
}
