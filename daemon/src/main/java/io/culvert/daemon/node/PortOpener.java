package io.culvert.daemon.node;

import io.culvert.base.MacAddress;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.PacketPort;
import io.culvert.router.config.PortChoice;
import java.io.IOException;

/// Opens the port of the machine that a configuration names.
final class PortOpener {
    private PortOpener() {}

    /// @param mac our address, where the port has Ethernet
    /// @throws IOException with one sentence for the operator
    static LinuxPort open(PacketSlab slab, MacAddress mac, Wanted wanted) throws IOException {
        return switch (wanted.choice()) {
            case PortChoice.Packet(var device, boolean isXdp) when !isXdp -> {
                if (!HostDevices.isFree(device) && HostDevices.exists(device)) {
                    throw new IOException(
                            "the machine itself has an IPv4 address on "
                                    + device
                                    + ": take the address away, or share the device with port host "
                                    + device);
                }
                yield PacketPort.open(slab, device, mac);
            }
            case PortChoice.Packet(var device, _) ->
                    throw new IOException("port xdp " + device + " is not built yet");
            case PortChoice.Tap(var device) ->
                    throw new IOException("port tap " + device.name() + " is not built yet");
            case PortChoice.Tun(var device) ->
                    throw new IOException("port tun " + device.name() + " is not built yet");
            case PortChoice.Host(var device) ->
                    throw new IOException("port host " + device.orElse("") + " is not built yet");
            case PortChoice.ByName _ ->
                    throw new IllegalStateException("the plan has chosen a port already");
        };
    }
}
