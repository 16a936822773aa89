package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A packet on the express lane: where it lies, and what has been read of it. All that is known of one packet stands side by side, so a loop
/// asks once which packet it is about.
final class LanePacket {
    int slot;

    /// Where the IP header begins; of ESP first the outer one, then that of the customer's packet.
    int at;

    /// The octets in front of that: the beginning of the frame, and what begins with its type.
    long addresses;

    long type;

    /// The first two words of the IP header and the destination, read once; of IPv6 what [Ordinary6] makes of them. Of ESP first those of the outer
    /// header, then those of the customer's packet.
    long head;

    long middle;
    int destination;

    /// What stands behind the header it came with, if that has no options: of UDP the ports, the length and the checksum, of ESP the header.
    long behind;

    /// Whether the loop that looked at it last had nothing against it.
    boolean isGood;

    /// The interface that it came by.
    Face in = Face.VACANT;

    /// What [Routes] knows its way by.
    int route;

    /// On its way into a tunnel: the label stack entries that it gets.
    long stack;

    int labelCount;

    /// Where the ESP header is, or is to be.
    int esp;

    /// Octets of clear text that are to be sealed.
    int clear;

    /// What it has in common with others that it should leave with: the tunnel, then what datagrams of one train share, which is those octets and what
    /// the outer header takes from the one inside.
    int look;

    /// On its way out of a tunnel: where the ESP header lies before it is opened, which is elsewhere in a train of datagrams, and where the headers of
    /// that train begin.
    int sealed;

    int train;

    /// Where the outer header begins, and where the packet ends that it came in, and its sequence number.
    int outer;

    int end;

    long sequence;
    private @Nullable InboundSa sa;

    /// What came out begins with these octets, as they would be GRE and a label, and ends with those of the trailer.
    long front;

    long trailer;

    /// The label stack entry that it had, or 0.
    int label;

    /// Octets of ESP's payload.
    int payload;

    /// As many as go through the lane together.
    static LanePacket[] batch() {
        var all = new LanePacket[Express.BATCH];
        for (int i = 0; i < all.length; i++) {
            all[i] = new LanePacket();
        }
        return all;
    }

    /// The association that it came by.
    InboundSa sa() {
        return Objects.requireNonNull(sa);
    }

    void comesBy(InboundSa association) {
        sa = association;
    }
}
