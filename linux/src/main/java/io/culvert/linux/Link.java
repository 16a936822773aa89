package io.culvert.linux;

import io.culvert.base.MacAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A device of the host, as rtnetlink(7) tells of it.
///
/// @param mac of an Ethernet-like device
/// @param kind `veth`, `tun`, `vlan`, `bridge`, and so on, where the device has one
/// @param queues by which it receives
/// @param isUp whether the operator has switched it on
/// @param hasCarrier whether it is up and something is at its other end
public record Link(
        int index,
        String name,
        int mtu,
        Optional<MacAddress> mac,
        Optional<String> kind,
        int queues,
        boolean isUp,
        boolean hasCarrier,
        boolean isLoopback) {
    /// The longest name that the kernel gives a device.
    static final int NAME_MAX = 15;

    static final int IFF_UP = 0x1;

    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;
    private static final int FIXED = 16;
    private static final int ATTRIBUTE_ADDRESS = 1;
    private static final int ATTRIBUTE_NAME = 3;
    private static final int ATTRIBUTE_MTU = 4;
    private static final int ATTRIBUTE_INFO = 18;
    private static final int ATTRIBUTE_RECEIVE_QUEUES = 32;
    private static final int INFO_KIND = 1;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_NODAD = 0x02;

    /// Reads a message about a device; empty for one about something else.
    static Optional<Link> of(NetlinkMessage message) {
        if (message.type() != NetlinkMessage.NEW_LINK
                || message.length() < NetlinkMessage.HEADER + FIXED) {
            return Optional.empty();
        }
        int flags = message.i32(NetlinkMessage.HEADER + 8);
        return Optional.of(
                new Link(
                        message.i32(NetlinkMessage.HEADER + 4),
                        message.find(FIXED, ATTRIBUTE_NAME).map(Link::text).orElse(""),
                        message.find(FIXED, ATTRIBUTE_MTU).map(Link::number).orElse(0),
                        message.find(FIXED, ATTRIBUTE_ADDRESS)
                                .filter(octets -> octets.length == 6)
                                .map(Link::mac),
                        message.find(FIXED, ATTRIBUTE_INFO).flatMap(Link::kind),
                        message.find(FIXED, ATTRIBUTE_RECEIVE_QUEUES).map(Link::number).orElse(1),
                        (flags & IFF_UP) != 0,
                        (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0,
                        (flags & IFF_LOOPBACK) != 0));
    }

    /// Whether a message is about the device itself, rather than about its part in a bridge, which has a family.
    static boolean isAbout(NetlinkMessage message, int index) {
        return message.length() >= NetlinkMessage.HEADER + FIXED
                && message.u8(NetlinkMessage.HEADER) == 0
                && message.i32(NetlinkMessage.HEADER + 4) == index;
    }

    /// What asks for this device again.
    NetlinkMessage question() {
        return NetlinkMessage.request(NetlinkMessage.GET_LINK, 0).link(index, 0, 0);
    }

    private static String text(byte[] octets) {
        int end = octets.length;
        while (end > 0 && octets[end - 1] == 0) {
            end--;
        }
        return new String(octets, 0, end, StandardCharsets.UTF_8);
    }

    private static int number(byte[] octets) {
        return octets.length == 4
                ? ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getInt()
                : 0;
    }

    private static MacAddress mac(byte[] octets) {
        long bits = 0;
        for (byte each : octets) {
            bits = bits << 8 | each & 0xFF;
        }
        return new MacAddress(bits);
    }

    private static Optional<String> kind(byte[] nested) {
        var buffer = ByteBuffer.wrap(nested).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + 4 <= nested.length) {
            int length = buffer.getShort(at) & 0xFFFF;
            if (length < 4 || length > nested.length - at) {
                return Optional.empty();
            }
            if (buffer.getShort(at + 2) == INFO_KIND) {
                var value = new byte[length - 4];
                buffer.get(at + 4, value);
                return Optional.of(text(value));
            }
            at += length + 3 & ~3;
        }
        return Optional.empty();
    }

    /// The device of this name in the namespace of `netlink`.
    static Link find(Netlink netlink, String name) throws IOException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
            throw Refusal.noDevice(name);
        }
        return find(
                netlink,
                name,
                NetlinkMessage.request(NetlinkMessage.GET_LINK, NetlinkMessage.ACKNOWLEDGE)
                        .link(0, 0, 0)
                        .attribute(ATTRIBUTE_NAME, name));
    }

    /// The same device again.
    Link refreshed(Netlink netlink) throws IOException {
        return find(
                netlink,
                name,
                NetlinkMessage.request(NetlinkMessage.GET_LINK, NetlinkMessage.ACKNOWLEDGE)
                        .link(index, 0, 0));
    }

    private static Link find(Netlink netlink, String name, NetlinkMessage question)
            throws IOException {
        List<NetlinkMessage> answers = new ArrayList<>();
        int result = netlink.ask(question, answers);
        if (result == -Errno.ENODEV) {
            throw Refusal.noDevice(name);
        }
        if (result < 0) {
            throw Refusal.other("device " + name, result);
        }
        for (NetlinkMessage answer : answers) {
            Optional<Link> link = of(answer);
            if (link.isPresent()) {
                return link.get();
            }
        }
        throw Refusal.noDevice(name);
    }

    /// Switches the device on.
    void bringUp(Netlink netlink) throws IOException {
        order(
                netlink,
                NetlinkMessage.request(NetlinkMessage.NEW_LINK, NetlinkMessage.ACKNOWLEDGE)
                        .link(index, IFF_UP, IFF_UP));
    }

    void setMtu(Netlink netlink, int octets) throws IOException {
        order(
                netlink,
                NetlinkMessage.request(NetlinkMessage.NEW_LINK, NetlinkMessage.ACKNOWLEDGE)
                        .link(index, 0, 0)
                        .attribute(ATTRIBUTE_MTU, octets));
    }

    /// Gives the device an address, usable at once: without duplicate address detection (RFC 4862 section 5.4).
    void addAddress(Netlink netlink, InterfaceAddress each) throws IOException {
        byte[] octets = each.address().bytes().toArray();
        order(
                netlink,
                NetlinkMessage.request(
                                NetlinkMessage.NEW_ADDRESS,
                                NetlinkMessage.ACKNOWLEDGE | NetlinkMessage.CREATE_REPLACE)
                        .address(
                                each.address().isIpv4() ? AF_INET : AF_INET6,
                                each.prefixLength(),
                                IFA_NODAD,
                                index)
                        .attribute(IFA_LOCAL, octets)
                        .attribute(IFA_ADDRESS, octets));
    }

    private void order(Netlink netlink, NetlinkMessage message) throws IOException {
        int result = netlink.order(message);
        if (result < 0) {
            throw Refusal.of("changing device " + name, "CAP_NET_ADMIN", result);
        }
    }
}
