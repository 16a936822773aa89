package io.culvert.wire.ethernet;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// An Ethernet II frame without frame check sequence.
///
/// @param tags IEEE 802.1Q tags, the outermost first
/// @param type of the payload, behind all tags
/// @param payload with the padding, if there is any; frames are written without
public record EthernetFrame(
        MacAddress destination, MacAddress source, List<VlanTag> tags, int type, Bytes payload) {
    public static final int HEADER_SIZE = 14;
    public static final int TAGS_MAX = 2;
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int IPV6 = 0x86DD;
    public static final int MPLS = 0x8847;
    public static final int CUSTOMER_TAG = 0x8100;
    public static final int SERVICE_TAG = 0x88A8;

    /// @param type 0x8100 for a customer tag, 0x88A8 for a service tag
    /// @param control priority (3), drop eligible (1) and VLAN (12)
    public record VlanTag(int type, int control) {
        public int vlan() {
            return control & 0xFFF;
        }
    }

    public EthernetFrame {
        tags = List.copyOf(tags);
    }

    public static EthernetFrame untagged(
            MacAddress destination, MacAddress source, int type, Bytes payload) {
        return new EthernetFrame(destination, source, List.of(), type, payload);
    }

    public static Parse<EthernetFrame> parse(ByteReader in) {
        var destination = mac(in);
        var source = mac(in);
        int type = in.u16();
        var tags = new ArrayList<VlanTag>();
        while ((type == CUSTOMER_TAG || type == SERVICE_TAG)
                && tags.size() < TAGS_MAX
                && !in.failed()) {
            tags.add(new VlanTag(type, in.u16()));
            type = in.u16();
        }
        int payloadType = type;
        Bytes payload = in.rest();
        return in.finish(() -> new EthernetFrame(destination, source, tags, payloadType, payload));
    }

    private static MacAddress mac(ByteReader in) {
        return new MacAddress((long) in.u16() << 32 | in.u32());
    }

    public Bytes toBytes() {
        var out = new ByteWriter(HEADER_SIZE + 4 * tags.size() + payload.size());
        write(out, destination);
        write(out, source);
        for (VlanTag tag : tags) {
            out.u16(tag.type()).u16(tag.control());
        }
        return out.u16(type).bytes(payload).toBytes();
    }

    private static void write(ByteWriter out, MacAddress mac) {
        out.u16((int) (mac.bits() >>> 32)).u32(mac.bits());
    }
}
