package io.culvert.bgp.config;

/// `bgp graceful-restart`, RFC 4724.
///
/// @param restartSeconds how long peers are asked to wait for us
/// @param stalePathSeconds the most that routes of a peer outlive its session, however long it asked us to wait
public record GracefulRestart(boolean enabled, int restartSeconds, int stalePathSeconds) {
    public static final GracefulRestart DEFAULT = new GracefulRestart(false, 120, 360);
    public static final int SECONDS_MAX = 3600;

    public GracefulRestart {
        if (restartSeconds < 1 || restartSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException("restart time " + restartSeconds);
        }
        if (stalePathSeconds < 1 || stalePathSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException("stale path time " + stalePathSeconds);
        }
    }

    public GracefulRestart withEnabled(boolean value) {
        return new GracefulRestart(value, restartSeconds, stalePathSeconds);
    }

    public GracefulRestart withRestartSeconds(int value) {
        return new GracefulRestart(enabled, value, stalePathSeconds);
    }

    public GracefulRestart withStalePathSeconds(int value) {
        return new GracefulRestart(enabled, restartSeconds, value);
    }
}
