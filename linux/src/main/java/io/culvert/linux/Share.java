package io.culvert.linux;

/// What one worker has of a port that several share: a queue of its own, if the port has any to give.
///
/// @param number of the worker; 0 is the one that makes the device and hears of its state
/// @param count workers in all
public record Share(int number, int count) {
    /// All of it.
    public static final Share WHOLE = new Share(0, 1);

    public Share {
        if (number < 0 || number >= count) {
            throw new IllegalArgumentException("share %d of %d".formatted(number, count));
        }
    }

    /// Whether nobody shares.
    public boolean isWhole() {
        return count == 1;
    }
}
