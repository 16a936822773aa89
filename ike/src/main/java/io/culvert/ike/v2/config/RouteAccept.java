package io.culvert.ike.v2.config;

/// `route accept any [tag T] [distance D]` (D8).
public record RouteAccept(int tag, int distance) {
    public static final RouteAccept DEFAULT = new RouteAccept(1, 2);
}
