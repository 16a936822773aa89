package io.culvert.linux;

import io.culvert.base.IpAddress;

/// An address on a device, with the length of its prefix.
public record InterfaceAddress(IpAddress address, int prefixLength) {
    public InterfaceAddress {
        if (prefixLength < 0 || prefixLength > address.family().bits()) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address);
        }
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
