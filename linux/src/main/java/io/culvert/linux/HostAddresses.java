package io.culvert.linux;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The devices of a network namespace and their addresses, as they were when asked.
///
/// @param devices by index
public record HostAddresses(List<Device> devices) {
    private static final int FIXED = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    public HostAddresses {
        devices = List.copyOf(devices);
    }

    /// One device with its addresses, in the order of the kernel.
    public record Device(Link link, List<InterfaceAddress> addresses) {
        public Device {
            addresses = List.copyOf(addresses);
        }

        public boolean hasIpv4() {
            return addresses.stream().anyMatch(each -> each.address().isIpv4());
        }
    }

    /// Asks the kernel, in the namespace of the calling thread.
    public static HostAddresses read() throws IOException {
        List<NetlinkMessage> links = new ArrayList<>();
        List<NetlinkMessage> addresses = new ArrayList<>();
        try (Netlink netlink = Netlink.open(0)) {
            ask(
                    netlink,
                    NetlinkMessage.request(NetlinkMessage.GET_LINK, NetlinkMessage.DUMP)
                            .link(0, 0, 0),
                    links);
            ask(
                    netlink,
                    NetlinkMessage.request(NetlinkMessage.GET_ADDRESS, NetlinkMessage.DUMP)
                            .address(0, 0, 0, 0),
                    addresses);
        }
        var devices = new ArrayList<Device>();
        for (NetlinkMessage each : links) {
            Optional<Link> link = Link.of(each);
            link.ifPresent(it -> devices.add(new Device(it, addressesOf(it.index(), addresses))));
        }
        return new HostAddresses(devices);
    }

    private static void ask(Netlink netlink, NetlinkMessage question, List<NetlinkMessage> answers)
            throws IOException {
        int result = netlink.ask(question, answers);
        if (result < 0) {
            throw Refusal.other("the list of this host's devices", result);
        }
    }

    private static List<InterfaceAddress> addressesOf(int index, List<NetlinkMessage> all) {
        var found = new ArrayList<InterfaceAddress>();
        for (NetlinkMessage each : all) {
            if (each.type() == NetlinkMessage.NEW_ADDRESS
                    && each.length() >= NetlinkMessage.HEADER + FIXED
                    && each.i32(NetlinkMessage.HEADER + 4) == index) {
                int prefixLength = each.u8(NetlinkMessage.HEADER + 1);
                // On a point-to-point device the other attribute is the address of the far end.
                each.find(FIXED, IFA_LOCAL)
                        .or(() -> each.find(FIXED, IFA_ADDRESS))
                        .filter(octets -> octets.length == 4 || octets.length == 16)
                        .map(octets -> IpAddress.of(Bytes.of(octets)))
                        .filter(address -> prefixLength <= address.family().bits())
                        .map(address -> new InterfaceAddress(address, prefixLength))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    public Optional<Device> device(String name) {
        return devices.stream().filter(each -> each.link.name().equals(name)).findFirst();
    }

    /// The device that has this address.
    public Optional<Device> holder(IpAddress address) {
        return devices.stream()
                .filter(
                        device ->
                                device.addresses.stream()
                                        .anyMatch(each -> each.address().equals(address)))
                .findFirst();
    }
}
