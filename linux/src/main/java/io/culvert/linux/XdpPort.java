package io.culvert.linux;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ethernet.Ethernet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A device of the host that Culvert owns, by AF_XDP in copy mode: frames leave the kernel's path before its stack sees them.
///
/// The device must give frames as they were on the wire: what a network card strips or leaves open (VLAN tags, checksums of a
/// neighbour on the same machine) does not reach an XDP program. Use a [PacketPort] there.
public final class XdpPort implements LinuxPort {
    /// Queues of a device that are served; one with more has to be told to use fewer.
    static final int QUEUES_MAX = 64;

    private final PortTally tally = new PortTally();
    private final PacketSlab slab;
    private final MacAddress mac;
    private final LinkWatch link;
    private final Descriptor membership;
    private final XdpProgram program;
    private final List<XdpQueue> queues;
    private final int[] descriptors;
    private int turn;
    private long overruns;
    private boolean isClosed;
    private final Shears shears;

    private XdpPort(
            PacketSlab slab,
            MacAddress mac,
            LinkWatch link,
            Descriptor membership,
            XdpProgram program,
            List<XdpQueue> queues) {
        this.slab = slab;
        this.mac = mac;
        shears = new Shears(slab, tally, Medium.ETHERNET);
        this.link = link;
        this.membership = membership;
        this.program = program;
        this.queues = List.copyOf(queues);
        descriptors = new int[queues.size() + 1];
        for (int i = 0; i < queues.size(); i++) {
            descriptors[i] = queues.get(i).socket.number;
        }
        descriptors[queues.size()] = link.descriptor();
    }

    /// Opens a device in the network namespace of the calling thread, and brings it up.
    ///
    /// @param mac our own address on it; frames for others are passed over
    /// @throws IOException with one sentence for the operator
    public static XdpPort open(PacketSlab slab, String device, MacAddress mac) throws IOException {
        String what = "XDP port " + device;
        var opened = new ArrayList<AutoCloseableQuietly>();
        boolean isOpen = false;
        try {
            LinkWatch link = LinkWatch.own(device);
            opened.add(link::close);
            Descriptor membership = PacketPort.promiscuous(what, link.link().index());
            opened.add(membership::close);
            XdpProgram program = XdpProgram.of(what, QUEUES_MAX);
            opened.add(program::close);
            var queues = new ArrayList<XdpQueue>();
            int count = link.link().queues();
            if (count > QUEUES_MAX) {
                throw new IOException(
                        "%s: the device has %d queues, and at most %d are served"
                                .formatted(what, count, QUEUES_MAX));
            }
            for (int i = 0; i < count && queues.size() == i; i++) {
                Optional<XdpQueue> queue = XdpQueue.open(what, link.link().index(), i);
                if (queue.isPresent()) {
                    opened.add(queue.get()::close);
                    queues.add(queue.get());
                    program.socket(i, queue.get().socket);
                }
            }
            program.attach(device, link.link().index());
            isOpen = true;
            return new XdpPort(slab, mac, link, membership, program, queues);
        } finally {
            if (!isOpen) {
                opened.reversed().forEach(AutoCloseableQuietly::close);
            }
        }
    }

    /// Something that closes without a failure.
    private interface AutoCloseableQuietly {
        void close();
    }

    @Override
    public Medium medium() {
        return Medium.ETHERNET;
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
        return Optional.of(mac);
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
        if (index == queues.size()) {
            link.drain();
        }
    }

    /// What waits is in the rings, and the poller sees them.
    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public int receive(int[] slots) {
        int count = 0;
        for (int i = 0; i < queues.size() && !isClosed; i++) {
            XdpQueue queue = queues.get((turn + i) % queues.size());
            count += queue.receive(slab, tally, slots, count);
        }
        turn = queues.isEmpty() ? 0 : (turn + 1) % queues.size();
        return keepOurs(slots, count);
    }

    /// Passes over frames for others, which the device hands us because it has no other way to hand us ours.
    private int keepOurs(int[] slots, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int at = slab.start[slot];
            boolean isOurs =
                    Ethernet.fits(at, slab.end[slot])
                            && isForUs(Ethernet.destination(slab.memory(), at));
            if (isOurs) {
                tally.in(1, slab.length(slot));
                slots[kept++] = slot;
            } else {
                slab.free(slot);
            }
        }
        return kept;
    }

    private boolean isForUs(long destination) {
        long bits = destination & Ethernet.BROADCAST;
        return bits == mac.bits() || Ethernet.isGroup(bits);
    }

    @Override
    public void transmit(int[] slots, int count) {
        int from = 0;
        while (from < count) {
            int end = from;
            while (end < count && slab.segment[slots[end]] == 0) {
                end++;
            }
            send(slots, from, end);
            from = end;
            if (from < count) {
                shears.send(slots[from++], this::transmit);
            }
        }
    }

    private void send(int[] slots, int from, int end) {
        if (isClosed) {
            tally.drop(PortDrop.LINK_DOWN, end - from);
        } else {
            queues.getFirst().transmit(slab, tally, slots, from, end - from);
        }
        for (int i = from; i < end; i++) {
            slab.free(slots[i]);
        }
    }

    @Override
    public PortCounters counters() {
        if (!isClosed) {
            long now = 0;
            for (XdpQueue queue : queues) {
                now += queue.overruns();
            }
            tally.drop(PortDrop.OVERRUN, now - overruns);
            overruns = now;
        }
        return tally.counters();
    }

    @Override
    public void close() {
        if (!isClosed) {
            counters();
            isClosed = true;
            program.close();
            queues.forEach(XdpQueue::close);
            membership.close();
            link.close();
        }
    }
}
