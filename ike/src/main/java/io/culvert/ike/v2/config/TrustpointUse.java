package io.culvert.ike.v2.config;

/// `pki trustpoint NAME [sign | verify]`; without a word, both.
public record TrustpointUse(String name, boolean signs, boolean verifies) {
    public static TrustpointUse both(String name) {
        return new TrustpointUse(name, true, true);
    }
}
