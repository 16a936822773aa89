package io.culvert.lab.host;

import io.culvert.base.AddressFamily;
import io.culvert.wire.icmp.IcmpError;

/// How Linux words ICMP errors.
final class IcmpText {
    private IcmpText() {}

    /// As iputils' `ping` prints them.
    static String ping(IcmpError error) {
        return error.family() == AddressFamily.IPV4 ? ipv4(error) : ipv6(error);
    }

    private static String ipv4(IcmpError error) {
        return switch (error.kind()) {
            case PACKET_TOO_BIG -> "Frag needed and DF set (mtu = " + error.parameter() + ")";
            case TIME_EXCEEDED ->
                    error.code() == 0 ? "Time to live exceeded" : "Frag reassembly time exceeded";
            case PARAMETER_PROBLEM -> "Parameter problem: pointer = " + error.parameter();
            case DESTINATION_UNREACHABLE ->
                    switch (error.code()) {
                        case 0 -> "Destination Net Unreachable";
                        case 1 -> "Destination Host Unreachable";
                        case 2 -> "Destination Protocol Unreachable";
                        case 3 -> "Destination Port Unreachable";
                        case 5 -> "Source Route Failed";
                        case 6 -> "Destination Net Unknown";
                        case 7 -> "Destination Host Unknown";
                        case 8 -> "Source Host Isolated";
                        case 9 -> "Destination Net Prohibited";
                        case 10 -> "Destination Host Prohibited";
                        case 11 -> "Destination Net Unreachable for Type of Service";
                        case 12 -> "Destination Host Unreachable for Type of Service";
                        case 13 -> "Packet filtered";
                        case 14 -> "Precedence Violation";
                        case 15 -> "Precedence Cutoff";
                        default -> "Dest Unreachable, Bad Code: " + error.code();
                    };
        };
    }

    private static String ipv6(IcmpError error) {
        return switch (error.kind()) {
            case PACKET_TOO_BIG -> "Packet too big: mtu=" + error.parameter();
            case TIME_EXCEEDED ->
                    "Time exceeded: "
                            + (error.code() == 0 ? "Hop limit" : "Defragmentation failure");
            case PARAMETER_PROBLEM ->
                    "Parameter problem: Wrong header field at " + error.parameter();
            case DESTINATION_UNREACHABLE ->
                    "Destination unreachable: "
                            + switch (error.code()) {
                                case 0 -> "No route";
                                case 1 -> "Administratively prohibited";
                                case 2 -> "Beyond scope of source address";
                                case 3 -> "Address unreachable";
                                case 4 -> "Port unreachable";
                                default -> "Unknown code " + error.code();
                            };
        };
    }

    /// What `traceroute` puts behind the time.
    static String traceroute(IcmpError error, boolean fromTarget) {
        return switch (error.kind()) {
            case TIME_EXCEEDED -> "";
            case PACKET_TOO_BIG -> " !F-" + error.parameter();
            case PARAMETER_PROBLEM -> " !P";
            case DESTINATION_UNREACHABLE ->
                    switch (error.reason()) {
                        case PORT -> fromTarget ? "" : " !<" + error.code() + ">";
                        case NETWORK -> " !N";
                        case HOST -> " !H";
                        case PROTOCOL -> " !P";
                        case PROHIBITED -> " !X";
                        case OTHER -> " !<" + error.code() + ">";
                    };
        };
    }
}
