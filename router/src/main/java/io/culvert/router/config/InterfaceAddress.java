package io.culvert.router.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;

/// An address of an interface with the length of its subnet's prefix.
public record InterfaceAddress(IpAddress address, int length) {
    public InterfaceAddress {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException("prefix length " + length + " of " + address);
        }
    }

    public Prefix subnet() {
        return Prefix.containing(address, length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
