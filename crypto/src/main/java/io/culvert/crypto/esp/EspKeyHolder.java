package io.culvert.crypto.esp;

/// What has the keys of one direction of an SA.
public interface EspKeyHolder extends AutoCloseable {
    /// Reads some of what the next packet will need, so that it is on its way to the caches; the value means nothing.
    default long foresee() {
        return 0;
    }

    /// Wipes the keys; the holder is not used any more.
    @Override
    void close();
}
