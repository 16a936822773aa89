package io.culvert.daemon.node;

import io.culvert.base.MacAddress;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.HostAddresses;
import io.culvert.linux.HostPort;
import io.culvert.linux.InterfaceAddress;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.NetNamespace;
import io.culvert.linux.PacketPort;
import io.culvert.linux.Share;
import io.culvert.linux.TunPort;
import io.culvert.linux.XdpPort;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.PortChoice.KernelDevice;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Opens the port of the machine that a configuration names.
final class PortOpener {
    private PortOpener() {}

    /// The network devices of this moment that the machine does not use for IPv4 itself; none when they cannot be listed.
    static Predicate<String> free() {
        try {
            HostAddresses now = HostAddresses.read();
            return device -> now.device(device).filter(it -> !it.hasIpv4()).isPresent();
        } catch (IOException e) {
            return _ -> false;
        }
    }

    /// @param mac our address, where the port has Ethernet
    /// @throws IOException with one sentence for the operator
    static LinuxPort open(PacketSlab slab, MacAddress mac, Wanted wanted, Share share)
            throws IOException {
        return switch (wanted.choice()) {
            case PortChoice.Packet(var device, boolean isXdp) -> {
                refuseShared(device);
                yield isXdp
                        ? XdpPort.open(slab, device, mac)
                        : share.isWhole()
                                ? PacketPort.open(slab, device, mac)
                                : PacketPort.openShared(slab, device, mac);
            }
            case PortChoice.Tap(var device) ->
                    in(
                            device,
                            () ->
                                    TunPort.openTap(
                                            slab,
                                            device.name(),
                                            mac,
                                            addresses(device),
                                            mtu(wanted),
                                            share));
            case PortChoice.Tun(var device) ->
                    in(
                            device,
                            () ->
                                    TunPort.openTun(
                                            slab,
                                            device.name(),
                                            addresses(device),
                                            mtu(wanted),
                                            share));
            case PortChoice.Host(var device) -> {
                if (wanted.addresses().isEmpty()) {
                    throw new IOException(
                            "port host needs an address first: enter ip address with one that this machine has");
                }
                yield HostPort.open(slab, wanted.addresses(), device, share);
            }
            case PortChoice.ByName _ ->
                    throw new IllegalStateException("the plan has chosen a port already");
        };
    }

    /// Opens what a further worker has of a port that is open already.
    static LinuxPort join(
            LinuxPort first, PacketSlab slab, MacAddress mac, Wanted wanted, Share share)
            throws IOException {
        return first instanceof PacketPort packets
                ? packets.another(slab)
                : open(slab, mac, wanted, share);
    }

    /// Whether a port of this choice has a queue for each worker.
    static boolean hasQueues(PortChoice choice) {
        return !(choice instanceof PortChoice.Packet(_, boolean isXdp) && isXdp);
    }

    /// Two IP stacks on one device would answer each other's packets.
    private static void refuseShared(String device) throws IOException {
        if (HostAddresses.read().device(device).filter(HostAddresses.Device::hasIpv4).isPresent()) {
            throw new IOException(
                    "the machine itself has an IPv4 address on "
                            + device
                            + ": take the address away, or share the device with port host "
                            + device);
        }
    }

    private static LinuxPort in(KernelDevice device, NetNamespace.Work<TunPort> open)
            throws IOException {
        return device.namespace().isPresent()
                ? NetNamespace.in(device.namespace().get(), open)
                : open.run();
    }

    private static List<InterfaceAddress> addresses(KernelDevice device) {
        return device.addresses().stream()
                .map(each -> new InterfaceAddress(each.address(), each.length()))
                .toList();
    }

    private static OptionalInt mtu(Wanted wanted) {
        return wanted.mtu().map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
