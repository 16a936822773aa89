package io.culvert.commands.route;

/// Stands for the address of a structure in layouts that print one. It is made from what the structure is for, so that the
/// same thing has the same number in every run and wherever it is printed.
record Pointer(String of) {
    private static final int KERNEL = 0xF0000000;
    private static final int RANGE = 0x01FFFFF8;

    @Override
    public String toString() {
        int spread = of.hashCode() * 0x9E3779B9;
        return "%08X".formatted(KERNEL | (spread ^ spread >>> 15) & RANGE);
    }
}
