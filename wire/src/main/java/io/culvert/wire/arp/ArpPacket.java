package io.culvert.wire.arp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;

/// An ARP packet for IPv4 over Ethernet, RFC 826.
/// ```
/// |hardware type 1  |protocol type 0x0800 |
/// |6      |4        |operation            |
/// |sender hardware address, 6 octets      |
/// |sender protocol address                |
/// |target hardware address, 6 octets      |
/// |target protocol address                |
/// ```
///
/// @param targetMac what a request leaves zero
public record ArpPacket(
        Operation operation,
        MacAddress senderMac,
        Ipv4Address sender,
        MacAddress targetMac,
        Ipv4Address target) {
    public static final int SIZE = 28;
    public static final MacAddress UNKNOWN_MAC = new MacAddress(0);

    /// RFC 826; the other operations of the registry are not for IPv4 over Ethernet.
    public enum Operation {
        REQUEST(1),
        REPLY(2);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    public static ArpPacket request(MacAddress senderMac, Ipv4Address sender, Ipv4Address target) {
        return new ArpPacket(Operation.REQUEST, senderMac, sender, UNKNOWN_MAC, target);
    }

    /// The answer of `mac`, which owns the target of this request.
    public ArpPacket replyFrom(MacAddress mac) {
        return new ArpPacket(
                Operation.REPLY,
                /* senderMac= */ mac,
                /* sender= */ target,
                /* targetMac= */ senderMac,
                /* target= */ sender);
    }

    /// RFC 5227 section 1.1: a request with a zero sender asks whether its target is in use.
    public boolean isProbe() {
        return operation == Operation.REQUEST && sender.isUnspecified();
    }

    /// RFC 5227 section 1.1: sender and target are the same address.
    public boolean isAnnouncement() {
        return sender.equals(target);
    }

    /// Octets behind the packet are Ethernet padding.
    public static Parse<ArpPacket> parse(ByteReader in) {
        in.require(in.u16() == 1, "hardware type");
        in.require(in.u16() == 0x0800, "protocol type");
        in.require(in.u8() == 6, "hardware address length");
        in.require(in.u8() == 4, "protocol address length");
        int operation = in.u16();
        in.require(operation == 1 || operation == 2, "operation");
        var senderMac = mac(in);
        var sender = new Ipv4Address(in.i32());
        var targetMac = mac(in);
        var target = new Ipv4Address(in.i32());
        return in.finishPart(
                () ->
                        new ArpPacket(
                                operation == 1 ? Operation.REQUEST : Operation.REPLY,
                                senderMac,
                                sender,
                                targetMac,
                                target));
    }

    private static MacAddress mac(ByteReader in) {
        return new MacAddress((long) in.u16() << 32 | in.u32());
    }

    public Bytes toBytes() {
        return new ByteWriter(SIZE)
                .u16(1)
                .u16(0x0800)
                .u8(6)
                .u8(4)
                .u16(operation.code)
                .u16((int) (senderMac.bits() >>> 32))
                .u32(senderMac.bits())
                .bytes(sender.bytes())
                .u16((int) (targetMac.bits() >>> 32))
                .u32(targetMac.bits())
                .bytes(target.bytes())
                .toBytes();
    }
}
