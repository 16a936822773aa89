package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;

/// `identity local ...`: who we say to be.
public sealed interface LocalIdentity {
    record Fqdn(String name) implements LocalIdentity {}

    record Email(String address) implements LocalIdentity {}

    record Address(IpAddress address) implements LocalIdentity {}

    record KeyId(String key) implements LocalIdentity {}

    /// `dn`: the subject of the certificate in use.
    record Dn() implements LocalIdentity {}
}
