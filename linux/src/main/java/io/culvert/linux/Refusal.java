package io.culvert.linux;

import io.culvert.base.IpAddress;
import java.io.IOException;

/// Says in one sentence, for the operator, why something of the host cannot be had.
final class Refusal {
    private Refusal() {}

    /// @param what as the subject of the sentence: `packet port eth1`
    /// @param capability what the kernel asks for: `CAP_NET_RAW`
    static IOException of(String what, String capability, int result) {
        return switch (-result) {
            case Errno.EPERM, Errno.EACCES ->
                    new IOException(
                            "%s needs the %s %s; run as root, or let the service grant it"
                                    .formatted(
                                            what,
                                            capability.contains(" ")
                                                    ? "capabilities"
                                                    : "capability",
                                            capability));
            default -> other(what, result);
        };
    }

    /// For what no capability would have helped.
    static IOException other(String what, int result) {
        return new IOException("%s: %s".formatted(what, Libc.describe(-result)));
    }

    static IOException noDevice(String device) {
        return new IOException("there is no device " + device);
    }

    static IOException noAddress(IpAddress address) {
        return new IOException("no device of this host has the address " + address);
    }

    static IOException noNamespace(String name) {
        return new IOException("there is no network namespace " + name);
    }
}
