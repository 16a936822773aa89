package io.culvert.linux;

/// Why a port dropped a packet.
public enum PortDrop {
    NO_SLOT(true, "no packet buffer was free"),
    MALFORMED(true, "the kernel's description of a large segment makes no sense"),
    OVERRUN(true, "the kernel's queue was full because the router did not read in time"),
    SOCKET(
            true,
            "the kernel dropped it at our socket: the queue was full because the router did not read in time, or the"
                    + " checksum of the datagram was wrong"),
    RECEIVE_FAILED(true, "the kernel reported an error instead of a packet"),
    QUEUE_FULL(false, "the kernel's queue was full"),
    TOO_LONG(false, "the packet is longer than the device carries"),
    LINK_DOWN(false, "the device is down or gone"),
    UNREACHABLE(false, "the host has no route to the destination"),
    NOT_CARRIED(
            false,
            "the host underlay carries only IKE, ESP, their UDP encapsulation and ICMP echo"),
    SEND_FAILED(false, "the kernel refused the packet for another reason");

    private final boolean isInput;
    private final String sentence;

    PortDrop(boolean isInput, String sentence) {
        this.isInput = isInput;
        this.sentence = sentence;
    }

    /// Whether the packet came from the kernel, rather than from the router.
    public boolean isInput() {
        return isInput;
    }

    /// Where a counter of this reason stands in an array.
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    public String sentence() {
        return sentence;
    }
}
