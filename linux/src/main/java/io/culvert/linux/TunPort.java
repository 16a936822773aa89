package io.culvert.linux;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/// A device whose other end is the kernel's network stack: TUN for bare IP packets, TAP for Ethernet frames
/// (Documentation/networking/tuntap.rst). Large segments enter and leave whole, by the virtio-net header. The device is made
/// when it does not exist and goes with the port; one that was made to persist stays.
public final class TunPort implements LinuxPort {
    private static final String DRIVER = "/dev/net/tun";

    private static final long SET_DEVICE = 0x4004_54CAL;
    private static final long SET_OFFLOAD = 0x4004_54D0L;
    private static final long SET_HEADER_SIZE = 0x4004_54D8L;

    private static final int IFF_TUN = 0x0001;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PACKET_INFORMATION = 0x1000;
    private static final int IFF_VNET_HEADER = 0x4000;

    private static final int OFFLOAD_CHECKSUM = 0x01;
    private static final int OFFLOAD_TCP = 0x02 | 0x04;
    private static final int OFFLOAD_ECN = 0x08;
    private static final int OFFLOAD_UDP = 0x20 | 0x40;

    /// Of `struct ifreq`: name 16, flags 2.
    private static final int REQUEST_SIZE = 40;

    private static final int REQUEST_FLAGS = 16;

    private final PacketSlab slab;
    private final PortTally tally = new PortTally();
    private final Errno errno = new Errno();
    private final Medium medium;
    private final Optional<MacAddress> mac;
    private final Descriptor file;
    private final LinkWatch link;
    private final int[] descriptors;
    private final Intake intake;
    private final Outlet outlet;
    private final IntConsumer sender = this::send;
    private boolean isClosed;

    private TunPort(
            PacketSlab slab,
            Medium medium,
            Optional<MacAddress> mac,
            Descriptor file,
            LinkWatch link,
            boolean takesDatagrams) {
        this.medium = medium;
        this.mac = mac;
        this.file = file;
        this.link = link;
        descriptors = new int[] {file.number, link.descriptor()};
        intake = new Intake(slab, tally, medium, 1);
        outlet = new Outlet(slab, tally, medium, takesDatagrams);
        this.slab = slab;
    }

    /// Opens a TUN device for one worker alone.
    public static TunPort openTun(
            PacketSlab slab, String device, List<InterfaceAddress> addresses, OptionalInt mtu)
            throws IOException {
        return openTun(slab, device, addresses, mtu, Share.WHOLE);
    }

    /// Opens a TUN device in the network namespace of the calling thread, and brings it up.
    ///
    /// @param addresses of the kernel's side
    /// @param share the first makes the device, the others join it
    /// @param mtu of the device; without one it stays as it is
    /// @throws IOException with one sentence for the operator
    public static TunPort openTun(
            PacketSlab slab,
            String device,
            List<InterfaceAddress> addresses,
            OptionalInt mtu,
            Share share)
            throws IOException {
        return open(slab, device, Medium.IP, Optional.empty(), addresses, mtu, share);
    }

    /// Opens a TAP device for one worker alone.
    public static TunPort openTap(
            PacketSlab slab,
            String device,
            MacAddress mac,
            List<InterfaceAddress> addresses,
            OptionalInt mtu)
            throws IOException {
        return openTap(slab, device, mac, addresses, mtu, Share.WHOLE);
    }

    /// The same for a TAP device.
    ///
    /// @param mac our own address; the kernel's side has its own
    public static TunPort openTap(
            PacketSlab slab,
            String device,
            MacAddress mac,
            List<InterfaceAddress> addresses,
            OptionalInt mtu,
            Share share)
            throws IOException {
        return open(slab, device, Medium.ETHERNET, Optional.of(mac), addresses, mtu, share);
    }

    private static TunPort open(
            PacketSlab slab,
            String device,
            Medium medium,
            Optional<MacAddress> mac,
            List<InterfaceAddress> addresses,
            OptionalInt mtu,
            Share share)
            throws IOException {
        String what = (medium == Medium.IP ? "TUN" : "TAP") + " port " + device;
        int number = Descriptor.open(new Errno(), DRIVER, true);
        if (number == -Errno.ENOENT || number == -Errno.ENODEV) {
            throw new IOException(what + " needs " + DRIVER + ", which this host does not have");
        }
        if (number < 0) {
            throw Refusal.of(what, "CAP_NET_ADMIN", number);
        }
        var file = new Descriptor(number);
        try {
            attach(what, file, device, medium, share);
            boolean takesDatagrams = offload(what, file);
            if (share.number() == 0) {
                configure(device, addresses, mtu);
            }
            return new TunPort(slab, medium, mac, file, LinkWatch.open(device), takesDatagrams);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// With several queues the kernel spreads flows over them.
    private static void attach(
            String what, Descriptor file, String device, Medium medium, Share share)
            throws IOException {
        byte[] name = device.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0
                || name.length > Link.NAME_MAX
                || device.contains("/")
                || device.contains("%")
                || device.chars().anyMatch(Character::isWhitespace)) {
            throw new IOException(
                    "%s: the name of a device has 1 to %d characters, without blanks, / and %%"
                            .formatted(what, Link.NAME_MAX));
        }
        var errno = new Errno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
            MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
            int kind =
                    (medium == Medium.IP ? IFF_TUN : IFF_TAP)
                            | (share.isWhole() ? 0 : IFF_MULTI_QUEUE);
            request.set(
                    ValueLayout.JAVA_SHORT,
                    REQUEST_FLAGS,
                    (short) (kind | IFF_NO_PACKET_INFORMATION | IFF_VNET_HEADER));
            int result = Libc.ioctl(errno, file.number, SET_DEVICE, request.address());
            if (result < 0) {
                throw refusal(what, device, result);
            }
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, VnetHeader.SIZE);
            result = Libc.ioctl(errno, file.number, SET_HEADER_SIZE, size.address());
            if (result < 0) {
                throw Refusal.other(what, result);
            }
        }
    }

    private static IOException refusal(String what, String device, int result) {
        return switch (-result) {
            case Errno.EBUSY ->
                    new IOException(what + ": another program uses the device " + device);
            case Errno.EINVAL ->
                    new IOException(
                            what + ": there is a device " + device + " already, of another kind");
            default -> Refusal.of(what, "CAP_NET_ADMIN", result);
        };
    }

    /// Lets the kernel hand over what it has not cut and summed: as much as it knows. Whether that is super-packets of UDP too.
    private static boolean offload(String what, Descriptor file) throws IOException {
        var errno = new Errno();
        int tcp = OFFLOAD_CHECKSUM | OFFLOAD_TCP | OFFLOAD_ECN;
        int result = Libc.ioctl(errno, file.number, SET_OFFLOAD, tcp | OFFLOAD_UDP);
        boolean takesDatagrams = result >= 0;
        if (!takesDatagrams) {
            result = Libc.ioctl(errno, file.number, SET_OFFLOAD, tcp);
        }
        if (result < 0) {
            throw Refusal.other(what, result);
        }
        return takesDatagrams;
    }

    private static void configure(String device, List<InterfaceAddress> addresses, OptionalInt mtu)
            throws IOException {
        try (Netlink netlink = Netlink.open(0)) {
            Link link = Link.find(netlink, device);
            if (mtu.isPresent() && mtu.getAsInt() != link.mtu()) {
                link.setMtu(netlink, mtu.getAsInt());
            }
            for (InterfaceAddress each : addresses) {
                link.addAddress(netlink, each);
            }
        }
    }

    @Override
    public Medium medium() {
        return medium;
    }

    @Override
    public String device() {
        return link.link().name();
    }

    @Override
    public int mtu() {
        return link.mtu();
    }

    @Override
    public Optional<MacAddress> mac() {
        return mac;
    }

    @Override
    public boolean carrier() {
        return link.carrier();
    }

    @Override
    public boolean isGone() {
        return link.isGone();
    }

    @Override
    public boolean takeChange() {
        return link.takeChange();
    }

    @Override
    public int[] descriptors() {
        return descriptors.clone();
    }

    @Override
    public void readable(int index) {
        if (index == 1) {
            link.drain();
        }
    }

    @Override
    public boolean hasMore() {
        return intake.hasMore();
    }

    /// Reads at most as often as there is room, so that a flood of what is dropped does not hold up the router.
    @Override
    public int receive(int[] slots) {
        int count = 0;
        int reads = 0;
        int superPackets = 0;
        while (count < slots.length && superPackets < Intake.SUPER_PACKETS_MAX) {
            if (intake.hasMore()) {
                int slot = intake.next();
                if (slot != PacketSlab.NONE) {
                    slots[count++] = slot;
                    superPackets += slab.segment[slot] == 0 ? 0 : 1;
                }
            } else if (isClosed || reads++ == slots.length || !read()) {
                break;
            }
        }
        return count;
    }

    private boolean read() {
        intake.arm(0);
        long result = Libc.readv(errno, file.number, intake.vectors(0), Intake.VECTORS);
        if (result > 0) {
            intake.arrived(0, (int) result, 0);
            return true;
        }
        // A device that has been removed says so by rtnetlink.
        if (result != -Errno.EAGAIN && result != -Errno.EBADFD) {
            tally.drop(PortDrop.RECEIVE_FAILED);
        }
        return false;
    }

    @Override
    public void transmit(int[] slots, int count) {
        outlet.transmit(slots, count, sender);
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            long result =
                    isClosed
                            ? -Errno.ENETDOWN
                            : Libc.writev(
                                    errno, file.number, outlet.vectors(i), outlet.vectorCount(i));
            if (result >= 0) {
                outlet.sent(i);
            } else {
                outlet.refused(i, result);
            }
        }
    }

    @Override
    public PortCounters counters() {
        return tally.counters();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            intake.close();
            link.close();
            file.close();
        }
    }
}
