package io.culvert.linux;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The host underlay: IP packets between some addresses of the host itself and its network. The host's own stack routes and
/// resolves; the port carries IKE and its NAT traversal (UDP ports 500 and 4500), ESP (protocol 50), and ICMP so far as the
/// router asks and is answered. The plane sees an ordinary port for bare IP packets.
///
/// Datagrams go through UDP sockets, in trains both ways. The kernel writes their headers anew: time to live and
/// identification are its own; the DF bit and the class of service follow the packet. Everything else goes through
/// raw(7) sockets with its own header.
///
/// The plane keeps the path MTU. Errors of ICMP reach it as they were received; a packet that is too long already for the
/// host's own device is answered in its name.
public final class HostPort implements LinuxPort {
    static final int IKE_PORT = 500;
    static final int NAT_PORT = 4500;

    /// Addresses of one underlay.
    static final int ADDRESSES_MAX = 64;

    private final PortTally tally = new PortTally();
    private final Errno errno = new Errno();
    private final LinkWatch link;
    private final List<HostSocket> sockets;
    private final int[] descriptors;
    private final PacketSlab slab;
    private final HostIntake intake;
    private final HostOutlet outlet;
    private final TooBig tooBig;
    private final Shears shears;

    /// Super-packets that the kernel has refused, to be sent cut.
    private final int[] refused = new int[HostOutlet.BATCH];

    private int refusedCount;
    private long losses;
    private boolean isClosed;

    private HostPort(
            PacketSlab slab, LinkWatch link, List<HostSocket> sockets, List<HostSocket> probes) {
        this.slab = slab;
        this.link = link;
        this.sockets = List.copyOf(sockets);
        descriptors = new int[sockets.size() + 1];
        for (int i = 0; i < sockets.size(); i++) {
            descriptors[i] = sockets.get(i).descriptor.number;
        }
        descriptors[sockets.size()] = link.descriptor();
        intake = new HostIntake(slab, tally);
        outlet = new HostOutlet(slab, this.sockets);
        tooBig = new TooBig(slab, probes);
        shears = new Shears(slab, tally, Medium.IP);
    }

    /// Opens the underlay in the network namespace of the calling thread.
    ///
    /// @param addresses of the host, at least one; they stay the host's
    /// @param device whose MTU and carrier are the port's; without it, the device that has the first address
    /// @throws IOException with one sentence for the operator
    public static HostPort open(PacketSlab slab, List<IpAddress> addresses, Optional<String> device)
            throws IOException {
        return open(slab, addresses, device, Share.WHOLE);
    }

    /// The same with other workers: datagrams of ESP come to the worker that opens them, everything else to the first, which is opened
    /// before the others.
    public static HostPort open(
            PacketSlab slab, List<IpAddress> addresses, Optional<String> device, Share share)
            throws IOException {
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            throw new IOException(
                    "the host underlay needs 1 to %d addresses of this host"
                            .formatted(ADDRESSES_MAX));
        }
        HostAddresses host = HostAddresses.read();
        var devices = new ArrayList<Link>();
        for (IpAddress each : addresses) {
            devices.add(
                    host.holder(each)
                            .map(HostAddresses.Device::link)
                            .orElseThrow(() -> Refusal.noAddress(each)));
        }
        LinkWatch link = LinkWatch.watch(device.orElse(devices.getFirst().name()));
        var sockets = new ArrayList<HostSocket>();
        var probes = new ArrayList<HostSocket>();
        try {
            for (int i = 0; i < addresses.size(); i++) {
                IpAddress address = addresses.get(i);
                int scope = address.isLinkLocal() ? devices.get(i).index() : 0;
                if (share.number() == 0) {
                    sockets.add(
                            HostSocket.open(HostSocket.Kind.UDP, address, IKE_PORT, scope, share));
                }
                sockets.add(HostSocket.open(HostSocket.Kind.UDP, address, NAT_PORT, scope, share));
                sockets.add(HostSocket.open(HostSocket.Kind.ESP, address, 0, scope, share));
                sockets.add(HostSocket.open(HostSocket.Kind.ICMP, address, 0, scope, share));
                probes.add(HostSocket.open(HostSocket.Kind.UDP, address, 0, scope, share));
            }
            return new HostPort(slab, link, sockets, probes);
        } catch (IOException e) {
            sockets.forEach(HostSocket::close);
            probes.forEach(HostSocket::close);
            link.close();
            throw e;
        }
    }

    @Override
    public Medium medium() {
        return Medium.IP;
    }

    /// The device that the port was given, or that has the first address.
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
        return Optional.empty();
    }

    @Override
    public boolean carrier() {
        return link.carrier();
    }

    /// The sockets outlive the device, but its number is that of no device made later, whatever the name: carrier, MTU and the scope of link-local
    /// addresses are asked for anew. An address that is taken away leaves them silent.
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
        if (index == sockets.size()) {
            link.drain();
        } else {
            sockets.get(index).isReadable = true;
        }
    }

    @Override
    public boolean hasMore() {
        return tooBig.hasMore() || intake.hasMore();
    }

    /// Asks each socket at most once for every packet that there is room for.
    @Override
    public int receive(int[] slots) {
        int count = 0;
        int at = 0;
        int asked = 0;
        int superPackets = 0;
        while (count < slots.length && superPackets < HostIntake.SUPER_PACKETS_MAX && !isClosed) {
            if (tooBig.hasMore()) {
                slots[count++] = tooBig.next();
                tally.in(1, slab.length(slots[count - 1]));
            } else if (intake.hasMore()) {
                int slot = intake.next();
                if (slot != PacketSlab.NONE) {
                    slots[count++] = slot;
                    superPackets += slab.segment[slot] == 0 ? 0 : 1;
                }
            } else if (at == sockets.size() || asked == slots.length) {
                break;
            } else if (!sockets.get(at).isReadable) {
                at++;
            } else {
                asked++;
                intake.fill(sockets.get(at));
            }
        }
        return count;
    }

    @Override
    public void transmit(int[] slots, int count) {
        int from = 0;
        while (from < count) {
            int end = endOfRun(slots, from, count);
            if (end == from) {
                shears.send(slots[from++], this::transmit);
                continue;
            }
            outlet.begin();
            for (int i = from; i < end; i++) {
                if (!outlet.add(slots[i])) {
                    tally.drop(PortDrop.NOT_CARRIED);
                }
            }
            send(isClosed ? 0 : outlet.finish());
            for (int i = from; i < end; i++) {
                if (!isRefused(slots[i])) {
                    slab.free(slots[i]);
                }
            }
            from = end;
            int again = refusedCount;
            refusedCount = 0;
            for (int i = 0; i < again; i++) {
                shears.send(refused[i], this::transmit);
            }
        }
    }

    private boolean isRefused(int slot) {
        for (int i = 0; i < refusedCount; i++) {
            if (refused[i] == slot) {
                return true;
            }
        }
        return false;
    }

    /// Where the slots from `from` on end that are sent together; at `from` where there is a super-packet that must be cut.
    private int endOfRun(int[] slots, int from, int count) {
        int most = Math.min(count, from + HostOutlet.BATCH);
        int end = from;
        while (end < most && (outlet.hasTrains || slab.segment[slots[end]] == 0)) {
            end++;
        }
        return end;
    }

    private void send(int messages) {
        int at = 0;
        while (at < messages) {
            HostSocket socket = outlet.socket(at);
            int alike = outlet.alike(at);
            socket.dontFragment(outlet.dontFragment(at));
            int result =
                    Libc.sendmmsg(
                            errno, socket.descriptor.number, outlet.table.address(at), alike, 0);
            for (int sent = 0; sent < result; sent++) {
                count(at++);
            }
            if (result <= 0) {
                at += refused(at, alike, result);
            }
        }
    }

    private void count(int message) {
        tally.out(outlet.packets(message), outlet.octets(message));
    }

    /// Sees to a message that the kernel did not take, and answers how many messages are done with.
    private int refused(int message, int alike, int result) {
        if (Outlet.reason(result) == PortDrop.QUEUE_FULL) {
            for (int i = message; i < message + alike; i++) {
                tally.drop(PortDrop.QUEUE_FULL, outlet.packets(i));
            }
            return alike;
        }
        // A train that the path does not take whole: a device without checksums of its own, or
        // segments longer than its MTU.
        if (outlet.packets(message) > 1) {
            if (result == -Errno.EIO || result == -Errno.EOPNOTSUPP) {
                outlet.hasTrains = false;
            }
            if (outlet.whole(message) != PacketSlab.NONE) {
                refused[refusedCount++] = outlet.whole(message);
                return 1;
            }
            for (int i = 0; i < outlet.packets(message); i++) {
                outlet.single(message, i);
                long sent =
                        Libc.sendmsg(
                                errno,
                                outlet.socket(message).descriptor.number,
                                outlet.table.address(message),
                                0);
                if (sent < 0) {
                    drop(message, i, (int) sent);
                } else {
                    tally.out(1, slab.length(outlet.slot(message, i)));
                }
            }
        } else {
            drop(message, 0, result);
        }
        return 1;
    }

    private void drop(int message, int packet, int result) {
        PortDrop reason = Outlet.reason(result);
        tally.drop(reason);
        if (reason == PortDrop.TOO_LONG && outlet.dontFragment(message)) {
            tooBig.answer(
                    outlet.slot(message, packet), outlet.socket(message), outlet.table, message);
        }
    }

    @Override
    public PortCounters counters() {
        if (!isClosed) {
            long now = 0;
            for (HostSocket each : sockets) {
                now += each.losses();
            }
            tally.drop(PortDrop.SOCKET, now - losses);
            losses = now;
        }
        return tally.counters();
    }

    @Override
    public void close() {
        if (!isClosed) {
            counters();
            isClosed = true;
            tooBig.close();
            intake.close();
            sockets.forEach(HostSocket::close);
            link.close();
        }
    }
}
