package io.culvert.router.config;

import java.util.List;
import java.util.Optional;

/// Which port of the machine an interface uses, where a router runs on Linux. In a lab the topology decides.
public sealed interface PortChoice {
    /// No line: the n-th Ethernet interface of the configuration takes the machine's device `ethN`, if there is one that the
    /// machine does not use itself.
    record ByName() implements PortChoice {}

    /// A network card or one end of a veth pair that belongs to the router alone.
    ///
    /// @param isXdp whether by AF_XDP instead of AF_PACKET
    record Packet(String device, boolean isXdp) implements PortChoice {}

    /// An Ethernet device of the kernel's whose cable ends here.
    record Tap(KernelDevice device) implements PortChoice {}

    /// A device of the kernel's whose IP packets come here, without any link layer.
    record Tun(KernelDevice device) implements PortChoice {}

    /// The machine's own IP stack, for IKE and ESP alone: addresses, routes and everything else stay the machine's.
    ///
    /// @param device whose addresses are meant, for displays and the MTU; without it, whichever has the interface's address
    record Host(Optional<String> device) implements PortChoice {}

    /// The kernel's side of a TAP or TUN.
    ///
    /// @param namespace in which the device stands; empty for the router's own
    /// @param addresses that the kernel is given there
    record KernelDevice(String name, Optional<String> namespace, List<InterfaceAddress> addresses) {
        public KernelDevice {
            addresses = List.copyOf(addresses);
        }
    }
}
