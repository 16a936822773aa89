package io.culvert.lab;

/// Seeds for the many random streams of a lab, one for each name.
public final class SeedMix {
    private SeedMix() {}

    /// A seed that hangs on the lab's seed and a name: FNV-1a over the name, then the finalizer of SplitMix64.
    public static long of(long seed, String name) {
        long mixed = 0xCBF29CE484222325L ^ seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001B3L;
        }
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
