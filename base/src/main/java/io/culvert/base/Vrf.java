package io.culvert.base;

/// The name of a VRF; the global table has the empty name.
public record Vrf(String name) implements Comparable<Vrf> {
    public static final Vrf GLOBAL = new Vrf("");

    public boolean isGlobal() {
        return name.isEmpty();
    }

    /// Written out, as the hash below: names of VRFs are within the keys of what every packet and route asks for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Vrf vrf && name.equals(vrf.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
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
