package io.culvert.router.config;

import io.culvert.base.Ipv4Address;
import java.util.List;
import java.util.Optional;

/// One entry of an access list.
public sealed interface AccessEntry {
    /// Position in the list.
    int sequence();

    /// A remark for humans.
    record Remark(int sequence, String text) implements AccessEntry {}

    /// A rule over the fields of an IPv4 packet. A standard list fills `source` alone.
    ///
    /// @param protocol IP protocol number; empty for every protocol
    /// @param established TCP with ACK or RST
    /// @param fragments only fragments other than the first
    /// @param dscp value of the DSCP field
    record Rule(
            int sequence,
            boolean permit,
            Optional<Integer> protocol,
            Wildcard source,
            Ports sourcePorts,
            Wildcard destination,
            Ports destinationPorts,
            Optional<Icmp> icmp,
            boolean established,
            boolean fragments,
            Optional<Integer> dscp,
            boolean log)
            implements AccessEntry {
        public Rule withSequence(int other) {
            return new Rule(
                    other,
                    permit,
                    protocol,
                    source,
                    sourcePorts,
                    destination,
                    destinationPorts,
                    icmp,
                    established,
                    fragments,
                    dscp,
                    log);
        }
    }

    /// Addresses equal to `address` in every bit that `wildcard` leaves zero.
    record Wildcard(Ipv4Address address, Ipv4Address wildcard) {
        public static final Wildcard ANY = new Wildcard(Ipv4Address.ANY, Ipv4Address.BROADCAST);

        public Wildcard {
            address = new Ipv4Address(address.bits() & ~wildcard.bits());
        }

        public static Wildcard host(Ipv4Address address) {
            return new Wildcard(address, Ipv4Address.ANY);
        }

        public boolean matches(Ipv4Address other) {
            return (other.bits() & ~wildcard.bits()) == address.bits();
        }
    }

    /// A condition on a TCP or UDP port.
    record Ports(Operator operator, List<Integer> values) {
        public static final Ports ANY = new Ports(Operator.ANY, List.of());

        public Ports {
            values = List.copyOf(values);
        }

        /// How a port is compared; a range has two values, `eq` and `neq` up to ten, the others one.
        public enum Operator {
            ANY,
            EQ,
            NEQ,
            LT,
            GT,
            RANGE
        }

        /// How many ranges of ports it comes to, at most.
        public int ranges() {
            return switch (operator) {
                case EQ -> values.size();
                case NEQ -> values.size() + 1;
                case ANY, LT, GT, RANGE -> 1;
            };
        }

        public boolean matches(int port) {
            return switch (operator) {
                case ANY -> true;
                case EQ -> values.contains(port);
                case NEQ -> !values.contains(port);
                case LT -> port < values.getFirst();
                case GT -> port > values.getFirst();
                case RANGE -> port >= values.getFirst() && port <= values.getLast();
            };
        }
    }

    /// An ICMP type, and a code of it where one is given.
    record Icmp(int type, Optional<Integer> code) {}
}
