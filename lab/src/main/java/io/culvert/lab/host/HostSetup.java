package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import java.util.Optional;

/// One `ip` line of a host: exactly the forms that PRODUCT section 3 lists.
sealed interface HostSetup {
    record AddAddress(IpAddress address, int length, String device) implements HostSetup {}

    /// At least one of gateway and device is there.
    record AddRoute(Prefix to, Optional<IpAddress> gateway, Optional<String> device)
            implements HostSetup {}

    record AddVlan(String parent, String name, int vlan) implements HostSetup {}

    record SetUp(String device, boolean up) implements HostSetup {}

    record SetMtu(String device, int mtu) implements HostSetup {}

    /// What came of reading a line.
    sealed interface Outcome {
        record Ok(HostSetup setup) implements Outcome {}

        /// @param offset of the word that is wrong
        record Refused(int offset, String what) implements Outcome {}
    }

    static Outcome parse(String line) {
        return new Reader(line).read();
    }

    /// Reads word by word; remembers where the first wrong one stands.
    final class Reader {
        private static final String KNOWN =
                "a host knows: ip address add, ip route add, ip link add link DEV name DEV.N type vlan id N,"
                        + " ip link set DEV up|down, ip link set DEV mtu N";

        private final Words words;

        Reader(String line) {
            words = new Words(line);
        }

        Outcome read() {
            words.literal("ip", KNOWN);
            String what = words.next(KNOWN);
            HostSetup setup =
                    switch (what) {
                        case "address" -> address();
                        case "route" -> route();
                        case "link" -> link();
                        default -> {
                            words.refuseLast(KNOWN);
                            yield new SetUp("", true);
                        }
                    };
            words.end();
            return words.refusal()
                    .<Outcome>map(refusal -> refusal)
                    .orElseGet(() -> new Outcome.Ok(setup));
        }

        private HostSetup address() {
            words.literal("add", KNOWN);
            String text = words.next("an address with its prefix length, such as 192.168.1.1/24");
            int slash = text.indexOf('/');
            var address =
                    slash < 0
                            ? Optional.<IpAddress>empty()
                            : IpAddress.parse(text.substring(0, slash));
            int length =
                    address.map(found -> lengthOf(text.substring(slash + 1), found)).orElse(-1);
            if (length < 0) {
                words.refuseLast("an address with its prefix length, such as 192.168.1.1/24");
            }
            words.literal("dev", "\"dev\" and the device");
            return new AddAddress(
                    address.orElse(Ipv4Address.ANY), Math.max(length, 0), words.next("a device"));
        }

        private static int lengthOf(String digits, IpAddress address) {
            if (!digits.matches("[0-9]{1,3}")) {
                return -1;
            }
            int length = Integer.parseInt(digits);
            return length <= address.family().bits() ? length : -1;
        }

        private HostSetup route() {
            words.literal("add", KNOWN);
            String text = words.next("a prefix or \"default\"");
            Optional<Prefix> to =
                    text.equals("default") ? Optional.of(Prefix.DEFAULT_IPV4) : prefix(text);
            if (to.isEmpty()) {
                words.refuseLast("a prefix such as 10.0.0.0/8, or \"default\"");
            }
            Optional<IpAddress> gateway = Optional.empty();
            if (words.accept("via")) {
                gateway = IpAddress.parse(words.next("the address of the gateway"));
                if (gateway.isEmpty()) {
                    words.refuseLast("the address of the gateway");
                }
            }
            Optional<String> device =
                    words.accept("dev") ? Optional.of(words.next("a device")) : Optional.empty();
            if (gateway.isEmpty() && device.isEmpty()) {
                words.refuseHere("\"via\" and a gateway, or \"dev\" and a device");
            }
            Prefix prefix = to.orElse(Prefix.DEFAULT_IPV4);
            if (gateway.isPresent() && gateway.get().family() != prefix.family()) {
                if (text.equals("default")) {
                    prefix = Prefix.DEFAULT_IPV6;
                } else {
                    words.refuseLast("a gateway of the same address family");
                }
            }
            return new AddRoute(prefix, gateway, device);
        }

        private static Optional<Prefix> prefix(String text) {
            return text.indexOf('/') >= 0
                    ? Prefix.parse(text)
                    : IpAddress.parse(text).map(Prefix::host);
        }

        private HostSetup link() {
            if (words.accept("add")) {
                return vlan();
            }
            words.literal("set", KNOWN);
            String device = words.next("a device");
            String what = words.next("up, down or mtu");
            return switch (what) {
                case "up" -> new SetUp(device, true);
                case "down" -> new SetUp(device, false);
                case "mtu" ->
                        new SetMtu(device, words.number(68, 65_000, "an MTU from 68 to 65000"));
                default -> {
                    words.refuseLast("up, down or mtu");
                    yield new SetUp(device, true);
                }
            };
        }

        private HostSetup vlan() {
            words.literal("link", KNOWN);
            String parent = words.next("a device");
            words.literal("name", "\"name\"");
            String name = words.next("a name such as " + parent + ".10");
            if (!name.matches("[A-Za-z][A-Za-z0-9_.-]{0,14}")) {
                words.refuseLast("a name of at most 15 letters and digits");
            }
            words.literal("type", "\"type vlan id N\"");
            words.literal("vlan", "\"type vlan id N\"");
            words.literal("id", "\"type vlan id N\"");
            return new AddVlan(parent, name, words.number(1, 4094, "a VLAN from 1 to 4094"));
        }
    }
}
