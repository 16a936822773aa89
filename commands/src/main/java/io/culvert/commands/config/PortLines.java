package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.PortChoice.KernelDevice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `port`: which port of the machine an interface uses. A line of ours; IOS owns its ports.
final class PortLines {
    /// Names of network devices are shorter than IFNAMSIZ (16) of Linux, and have no blank, slash or colon.
    private static final String DEVICE = "[^\\s/:]{1,15}";

    private static final Arg<String> PACKET = device("Network device that the router owns");
    private static final Arg<String> XDP = device("Network device that the router owns");
    private static final Arg<String> TAP = device("Name of the TAP device");
    private static final Arg<String> TUN = device("Name of the TUN device");
    private static final Arg<Boolean> HOST =
            Args.flag("host", "The machine's own IP stack carries IKE and ESP in UDP");
    private static final Arg<String> HOST_DEVICE = device("Network device with the address");
    private static final Arg<String> NAMESPACE =
            Args.typed(
                    "WORD",
                    "Name of the namespace, as of ip netns",
                    text ->
                            text.matches("[^\\s/]{1,255}") && !text.startsWith(".")
                                    ? Optional.of(text)
                                    : Optional.empty(),
                    text -> text);
    private static final Arg<InterfaceAddress> ADDRESS =
            Args.typed(
                    "A.B.C.D/nn or X:X:X:X::X/nn",
                    "Address of the kernel's side",
                    PortLines::address,
                    InterfaceAddress::toString);
    private static final Arg<InterfaceAddress> SECOND =
            Args.typed(
                    "A.B.C.D/nn or X:X:X:X::X/nn",
                    "Second address of the kernel's side",
                    PortLines::address,
                    InterfaceAddress::toString);

    private PortLines() {}

    private static Arg<String> device(String help) {
        return Args.typed(
                "DEVICE",
                help,
                text -> text.matches(DEVICE) ? Optional.of(text) : Optional.empty(),
                text -> text);
    }

    private static Optional<InterfaceAddress> address(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> length <= address.family().bits())
                .map(address -> new InterfaceAddress(address, length));
    }

    static List<Declaration<InterfaceConfig>> lines() {
        return List.of(
                Line.<InterfaceConfig>of(
                                words("port", "Port of the machine that the interface uses"),
                                cut(),
                                oneOf(
                                        seq(words("packet", "Packet socket on a device"), PACKET),
                                        seq(words("xdp", "AF_XDP socket on a device"), XDP),
                                        seq(words("tap", "Ethernet device of the kernel"), TAP),
                                        seq(words("tun", "IP device of the kernel"), TUN),
                                        seq(HOST, maybe(HOST_DEVICE))),
                                maybe(words("netns", "Put the device into a namespace"), NAMESPACE),
                                maybe(
                                        words("address", "Give the kernel's side an address"),
                                        ADDRESS,
                                        maybe(SECOND)))
                        .trySet(PortLines::set)
                        .unset((port, _) -> with(port, new PortChoice.ByName()))
                        .show(port -> show(port.link().port())));
    }

    private static InterfaceConfig with(InterfaceConfig port, PortChoice choice) {
        return port.withLink(port.link().withPort(choice));
    }

    private static Change<InterfaceConfig> set(InterfaceConfig port, Values v) {
        if (!port.name().kind().isPhysical() || port.name().isSubinterface()) {
            return Change.refused(
                    "% " + port.name() + " has no port of its own; Ethernet interfaces have");
        }
        boolean isKernelDevice = v.has(TAP) || v.has(TUN);
        if (!isKernelDevice && (v.has(NAMESPACE) || v.has(ADDRESS))) {
            return Change.refused(
                    "% netns and address are for port tap and port tun, whose devices the router makes");
        }
        return Change.to(with(port, choice(v)));
    }

    private static PortChoice choice(Values v) {
        if (v.has(PACKET)) {
            return new PortChoice.Packet(v.get(PACKET), false);
        }
        if (v.has(XDP)) {
            return new PortChoice.Packet(v.get(XDP), true);
        }
        if (v.has(HOST)) {
            return new PortChoice.Host(v.find(HOST_DEVICE));
        }
        List<InterfaceAddress> addresses =
                Stream.of(ADDRESS, SECOND).flatMap(each -> v.find(each).stream()).toList();
        return v.has(TAP)
                ? new PortChoice.Tap(new KernelDevice(v.get(TAP), v.find(NAMESPACE), addresses))
                : new PortChoice.Tun(new KernelDevice(v.get(TUN), v.find(NAMESPACE), addresses));
    }

    private static Stream<Values> show(PortChoice choice) {
        return switch (choice) {
            case PortChoice.ByName() -> Stream.empty();
            case PortChoice.Packet(var device, boolean isXdp) ->
                    Stream.of(Values.of(isXdp ? XDP : PACKET, device));
            case PortChoice.Tap(var device) -> Stream.of(values(TAP, device));
            case PortChoice.Tun(var device) -> Stream.of(values(TUN, device));
            case PortChoice.Host(var device) ->
                    Stream.of(Values.of(HOST, true).and(HOST_DEVICE, device));
        };
    }

    private static Values values(Arg<String> kind, KernelDevice device) {
        List<InterfaceAddress> addresses = device.addresses();
        return Values.of(kind, device.name())
                .and(NAMESPACE, device.namespace())
                .and(ADDRESS, addresses.stream().findFirst())
                .and(SECOND, addresses.stream().skip(1).findFirst());
    }
}
