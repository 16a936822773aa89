package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.host.neighbor.NeighborConfig;
import io.culvert.host.neighbor.NeighborEffect;
import io.culvert.host.neighbor.NeighborEngine;
import io.culvert.host.neighbor.NeighborEvent;
import io.culvert.host.neighbor.NeighborLink;
import io.culvert.lab.Cabling;
import io.culvert.lab.Frames;
import io.culvert.lab.Node;
import io.culvert.lab.SeedMix;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.ethernet.EthernetFrame.VlanTag;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.ip.IpPacket;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Devices, addresses, routes and neighbours of a host or a translator: IP packets in and out of Ethernet frames.
final class IpStack {
    static final int WAITING_MAX = 64;
    static final int PATH_MTUS_MAX = 1_024;
    private static final long PATH_MTU_NANOS = 600_000_000_000L;
    private static final Ipv6Address ALL_NODES = Ipv6Address.of("ff02::1");

    /// Who gets what arrives for this node.
    interface Upper {
        /// A packet came in whole or in part; the node decides whether it is for itself.
        void received(long now, Device device, IpPacket packet);

        /// Nobody answers for the next hop of a packet of ours.
        void unreachable(long now, IpPacket packet);
    }

    record Route(Prefix to, Optional<IpAddress> gateway, Device device) {}

    record NextHop(Device device, IpAddress address) {}

    private record Neighbor(Device device, IpAddress address) {}

    private record PathMtu(int octets, long until) {}

    private final String name;
    private final List<String> ports;
    private final Frames frames;
    private final Upper upper;
    private final int mtu;
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final List<Boolean> carriers = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final Map<Neighbor, MacAddress> resolved = new LinkedHashMap<>();
    private final Map<Neighbor, Deque<IpPacket>> waiting = new LinkedHashMap<>();
    private final Map<IpAddress, PathMtu> pathMtus = new LinkedHashMap<>();
    private NeighborEngine neighbors = new NeighborEngine(new SplittableRandom(0));
    private Optional<Cabling> cabling = Optional.empty();
    private int nextId = 1;

    IpStack(String name, List<String> ports, int mtu, Frames frames, Upper upper) {
        this.name = name;
        this.ports = ports;
        this.mtu = mtu;
        this.frames = frames;
        this.upper = upper;
        ports.forEach(_ -> carriers.add(false));
        clear();
    }

    void plug(Cabling plugged) {
        cabling = Optional.of(plugged);
    }

    /// Forgets everything, as power loss does.
    void clear() {
        devices.clear();
        routes.clear();
        resolved.clear();
        waiting.clear();
        pathMtus.clear();
        neighbors = new NeighborEngine(new SplittableRandom(0));
        for (int port = 0; port < ports.size(); port++) {
            carriers.set(port, false);
            long bits =
                    0x02_00_00_00_00_00L
                            | SeedMix.of(0, name + ":" + ports.get(port)) & 0x00_FF_FF_FF_FF_FFL;
            devices.put(
                    ports.get(port),
                    new Device(ports.get(port), port, Device.NO_VLAN, new MacAddress(bits), mtu));
        }
    }

    // Setup

    /// Does what the line says, or says why not in the words of iproute2.
    Optional<String> apply(long now, HostSetup setup) {
        return switch (setup) {
            case HostSetup.AddAddress(var address, int length, var device) ->
                    on(
                            device,
                            found -> addAddress(now, found, new Device.Assigned(address, length)));
            case HostSetup.AddRoute route -> addRoute(route);
            case HostSetup.AddVlan(var parent, var vlanName, int vlan) ->
                    on(parent, found -> addVlan(now, found, vlanName, vlan));
            case HostSetup.SetUp(var device, boolean up) ->
                    on(device, found -> setUp(now, found, up));
            case HostSetup.SetMtu(var device, int octets) ->
                    on(
                            device,
                            found -> {
                                found.mtu = octets;
                                return Optional.empty();
                            });
        };
    }

    private interface Change {
        Optional<String> on(Device device);
    }

    private Optional<String> on(String device, Change change) {
        Device found = devices.get(device);
        return found == null
                ? Optional.of("Cannot find device \"" + device + "\"")
                : change.on(found);
    }

    private Optional<String> addAddress(long now, Device device, Device.Assigned assigned) {
        if (device.addresses.contains(assigned)) {
            return Optional.of("RTNETLINK answers: File exists");
        }
        device.addresses.add(assigned);
        tellNeighbors(now, device);
        return Optional.empty();
    }

    private Optional<String> addRoute(HostSetup.AddRoute route) {
        Optional<Device> device;
        if (route.device().isPresent()) {
            device = route.device().map(devices::get);
            if (device.isEmpty()) {
                return Optional.of("Cannot find device \"" + route.device().get() + "\"");
            }
        } else {
            device =
                    devices.values().stream()
                            .filter(each -> each.towards(route.gateway().orElseThrow()).isPresent())
                            .findFirst();
            if (device.isEmpty()) {
                return Optional.of("Error: Nexthop has invalid gateway.");
            }
        }
        if (routes.stream().anyMatch(each -> each.to().equals(route.to()))) {
            return Optional.of("RTNETLINK answers: File exists");
        }
        routes.add(new Route(route.to(), route.gateway(), device.get()));
        return Optional.empty();
    }

    private Optional<String> addVlan(long now, Device parent, String vlanName, int vlan) {
        if (devices.containsKey(vlanName)
                || devices.values().stream()
                        .anyMatch(each -> each.port == parent.port && each.vlan == vlan)) {
            return Optional.of("RTNETLINK answers: File exists");
        }
        if (parent.vlan != Device.NO_VLAN) {
            return Optional.of("a host has no VLAN on a VLAN");
        }
        var device = new Device(vlanName, parent.port, vlan, parent.mac, parent.mtu);
        device.carrier = parent.carrier;
        devices.put(vlanName, device);
        tellNeighbors(now, device);
        return Optional.empty();
    }

    private Optional<String> setUp(long now, Device device, boolean up) {
        device.up = up;
        if (device.vlan == Device.NO_VLAN) {
            cabling.ifPresent(cable -> cable.enable(device.port, up));
        }
        tellNeighbors(now, device);
        return Optional.empty();
    }

    // Neighbours

    private InterfaceName nameOf(Device device) {
        int index = List.copyOf(devices.keySet()).indexOf(device.name);
        return new InterfaceName(InterfaceKind.ETHERNET, Integer.toString(index));
    }

    private Device deviceOf(InterfaceName interfaceName) {
        return List.copyOf(devices.values()).get(Integer.parseInt(interfaceName.number()));
    }

    private static Instant instant(long now) {
        return Instant.EPOCH.plusNanos(now);
    }

    private void tellNeighbors(long now, Device device) {
        var addresses =
                device.addresses.stream()
                        .map(
                                assigned ->
                                        new NeighborLink.Address(
                                                assigned.address(), assigned.subnet()))
                        .toList();
        var link =
                new NeighborLink(
                        Vrf.GLOBAL,
                        Optional.of(device.mac),
                        addresses,
                        NeighborConfig.DEFAULT,
                        false);
        InterfaceName on = nameOf(device);
        neighbors(
                now,
                device.isUsable()
                        ? new NeighborEvent.InterfaceUp(on, link)
                        : new NeighborEvent.InterfaceDown(on));
    }

    private void neighbors(long now, NeighborEvent event) {
        var effects = new ArrayList<NeighborEffect>();
        neighbors.on(instant(now), event, effects::add);
        effects.forEach(effect -> perform(now, effect));
    }

    private void perform(long now, NeighborEffect effect) {
        switch (effect) {
            case NeighborEffect.SendFrame(var on, var frame) -> transmit(deviceOf(on), frame);
            case NeighborEffect.Resolved(var on, var address, var mac) -> {
                var neighbor = new Neighbor(deviceOf(on), address);
                resolved.put(neighbor, mac);
                var packets = waiting.remove(neighbor);
                if (packets != null) {
                    packets.forEach(packet -> sendTo(neighbor.device(), mac, packet, now));
                }
            }
            case NeighborEffect.Unresolvable(var on, var address) -> {
                var packets = waiting.remove(new Neighbor(deviceOf(on), address));
                if (packets != null) {
                    packets.forEach(packet -> upper.unreachable(now, packet));
                }
            }
            case NeighborEffect.Expired(var on, var address) ->
                    resolved.remove(new Neighbor(deviceOf(on), address));
            case NeighborEffect.AddressChecked _, NeighborEffect.Notify _ -> {
                // a host checks no address and has no log
            }
        }
    }

    void onTime(long now) {
        var effects = new ArrayList<NeighborEffect>();
        neighbors.onTime(instant(now), effects::add);
        effects.forEach(effect -> perform(now, effect));
    }

    long wakeAt() {
        return neighbors
                .wakeAt()
                .map(at -> at.getEpochSecond() * 1_000_000_000L + at.getNano())
                .orElse(Node.NEVER);
    }

    void carrier(long now, int port, boolean up) {
        carriers.set(port, up);
        for (Device device : List.copyOf(devices.values())) {
            if (device.port == port) {
                device.carrier = up;
                tellNeighbors(now, device);
            }
        }
    }

    // In

    void receive(long now, int port, int slot) {
        Bytes octets = Bytes.of(frames.memory(), frames.start(slot), frames.length(slot));
        frames.release(slot);
        EthernetFrame.parse(octets.reader())
                .toOptional()
                .ifPresent(frame -> receive(now, port, frame, octets));
    }

    private void receive(long now, int port, EthernetFrame frame, Bytes octets) {
        var device = deviceFor(port, frame);
        if (device.isEmpty()
                || !device.get().isUsable()
                || !isFor(device.get(), frame.destination())) {
            return;
        }
        switch (frame.type()) {
            case EthernetFrame.ARP ->
                    neighbors(now, new NeighborEvent.FrameReceived(nameOf(device.get()), octets));
            case EthernetFrame.IPV4, EthernetFrame.IPV6 -> {
                var packet = IpPacket.parse(frame.payload()).toOptional();
                var news = packet.flatMap(Autoconfiguration::read);
                if (news.isPresent()) {
                    autoconfigure(now, device.get(), news.get());
                } else if (packet.isPresent() && isNeighborDiscovery(packet.get())) {
                    neighbors(now, new NeighborEvent.FrameReceived(nameOf(device.get()), octets));
                } else if (packet.isPresent()
                        && packet.get().family().afi()
                                == (frame.type() == EthernetFrame.IPV4 ? 1 : 2)) {
                    upper.received(now, device.get(), packet.get());
                }
            }
            default -> {
                // nobody here speaks it
            }
        }
    }

    /// Takes over what a router of the link says: addresses of its prefixes, and the way by it.
    private void autoconfigure(long now, Device device, Autoconfiguration news) {
        for (Device.Assigned assigned : news.addresses(device.mac)) {
            if (!device.addresses.contains(assigned)) {
                addAddress(now, device, assigned);
            }
        }
        var route = new Route(Prefix.DEFAULT_IPV6, Optional.of(news.router()), device);
        if (!news.isDefaultRouter()) {
            routes.remove(route);
        } else if (routes.stream().noneMatch(each -> each.to().equals(route.to()))) {
            routes.add(route);
        }
    }

    private Optional<Device> deviceFor(int port, EthernetFrame frame) {
        int vlan = frame.tags().isEmpty() ? Device.NO_VLAN : frame.tags().getFirst().vlan();
        if (frame.tags().size() > 1) {
            return Optional.empty();
        }
        return devices.values().stream()
                .filter(each -> each.port == port && each.vlan == vlan)
                .findFirst();
    }

    private static boolean isFor(Device device, MacAddress destination) {
        return destination.equals(device.mac) || destination.isMulticast();
    }

    private static boolean isNeighborDiscovery(IpPacket packet) {
        if (packet.protocol() != IpPacket.ICMPV6 || packet.message().isEmpty()) {
            return false;
        }
        int type = packet.message().u8(0);
        return type == NeighborSolicitation.TYPE || type == NeighborAdvertisement.TYPE;
    }

    boolean owns(IpAddress address) {
        return devices.values().stream().anyMatch(device -> device.up && device.owns(address));
    }

    /// Whether a packet to this address that came in here is for the node itself.
    boolean isForUs(Device device, IpAddress address) {
        return owns(address)
                || address.equals(Ipv4Address.BROADCAST)
                || address.equals(ALL_NODES)
                || device.addresses.stream()
                        .map(Device.Assigned::subnet)
                        .anyMatch(
                                subnet ->
                                        subnet.first().isIpv4()
                                                && subnet.length() <= 30
                                                && subnet.last().equals(address));
    }

    // Out

    Optional<Device> device(String deviceName) {
        return Optional.ofNullable(devices.get(deviceName));
    }

    List<Device> devices() {
        return List.copyOf(devices.values());
    }

    /// The longest match of connected subnets and routes; among equals the first that was set up.
    Optional<NextHop> nextHop(IpAddress destination) {
        var best = new TreeMap<Integer, NextHop>();
        for (Device device : devices.values()) {
            if (device.isUsable()) {
                device.addresses.stream()
                        .filter(assigned -> assigned.subnet().contains(destination))
                        .forEach(
                                assigned ->
                                        best.putIfAbsent(
                                                assigned.length(),
                                                new NextHop(device, destination)));
            }
        }
        for (Route route : routes) {
            if (route.device().isUsable() && route.to().contains(destination)) {
                best.putIfAbsent(
                        route.to().length(),
                        new NextHop(route.device(), route.gateway().orElse(destination)));
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best.lastEntry().getValue());
    }

    /// The address that a packet to `destination` would come from; empty if there is no route.
    Optional<IpAddress> sourceFor(IpAddress destination) {
        if (owns(destination)) {
            return Optional.of(destination);
        }
        return nextHop(destination)
                .flatMap(
                        hop ->
                                hop.device()
                                        .source(
                                                hop.address().isLinkLocal()
                                                        ? destination
                                                        : hop.address()));
    }

    /// Sends a packet of our own, in fragments if the path asks for it. False if there is no route.
    boolean send(long now, IpPacket packet) {
        if (owns(packet.destination())) {
            upper.received(now, devices.values().iterator().next(), packet);
            return true;
        }
        var hop = nextHop(packet.destination());
        if (hop.isEmpty()) {
            return false;
        }
        Device device = hop.get().device();
        var neighbor = new Neighbor(device, hop.get().address());
        MacAddress mac = resolved.get(neighbor);
        if (mac != null) {
            sendTo(device, mac, packet, now);
            return true;
        }
        var queue = waiting.computeIfAbsent(neighbor, _ -> new ArrayDeque<>());
        if (queue.size() < WAITING_MAX) {
            queue.add(packet);
        }
        neighbors(now, new NeighborEvent.Wanted(nameOf(device), neighbor.address()));
        return true;
    }

    int pathMtu(long now, IpAddress destination, Device device) {
        PathMtu known = pathMtus.get(destination);
        return known != null && known.until() > now
                ? Math.min(known.octets(), device.mtu)
                : device.mtu;
    }

    /// RFC 1191 section 3 and RFC 8201: packets to `destination` are kept to this size for ten minutes.
    void setPathMtu(long now, IpAddress destination, int octets) {
        int least = destination.isIpv4() ? 552 : 1280;
        if (pathMtus.size() == PATH_MTUS_MAX && !pathMtus.containsKey(destination)) {
            pathMtus.remove(pathMtus.keySet().iterator().next());
        }
        pathMtus.put(destination, new PathMtu(Math.max(octets, least), now + PATH_MTU_NANOS));
    }

    private void sendTo(Device device, MacAddress mac, IpPacket packet, long now) {
        int type = packet.source().isIpv4() ? EthernetFrame.IPV4 : EthernetFrame.IPV6;
        for (Bytes piece :
                Reassembly.fragments(packet, pathMtu(now, packet.destination(), device), nextId)) {
            transmit(device, EthernetFrame.untagged(mac, device.mac, type, piece).toBytes());
        }
        nextId = nextId + 1 & 0xFFFF;
    }

    private void transmit(Device device, Bytes untagged) {
        if (!device.isUsable()) {
            return;
        }
        Bytes octets = device.vlan == Device.NO_VLAN ? untagged : tagged(device, untagged);
        int slot = frames.take(octets.size());
        if (slot >= 0) {
            octets.copyTo(frames.memory(), frames.start(slot));
            cabling.ifPresentOrElse(
                    cable -> cable.transmit(device.port, slot), () -> frames.release(slot));
        }
    }

    private static Bytes tagged(Device device, Bytes untagged) {
        EthernetFrame frame = EthernetFrame.parse(untagged.reader()).orElseThrow();
        var tag = new VlanTag(EthernetFrame.CUSTOMER_TAG, device.vlan);
        return new EthernetFrame(
                        frame.destination(),
                        frame.source(),
                        List.of(tag),
                        frame.type(),
                        frame.payload())
                .toBytes();
    }
}
