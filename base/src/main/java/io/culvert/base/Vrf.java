package io.culvert.base;

/// The name of a VRF; the global table has the empty name.
public record Vrf(String name) implements Comparable<Vrf> {
    public static final Vrf GLOBAL = new Vrf("");

    public boolean isGlobal() {
        return name.isEmpty();
    }

    @Override
    public int compareTo(Vrf other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return isGlobal() ? "default" : name;
    }
}
