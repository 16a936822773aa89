package io.culvert.daemon.node;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the machine says of itself.
final class HostDevices {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");

    private HostDevices() {}

    /// Whether there is such a network device and the machine does not use it for IPv4 itself.
    static boolean isFree(String device) {
        try {
            NetworkInterface found = NetworkInterface.getByName(device);
            return found != null && found.inetAddresses().noneMatch(Inet4Address.class::isInstance);
        } catch (SocketException e) {
            return false;
        }
    }

    static boolean exists(String device) {
        try {
            return NetworkInterface.getByName(device) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /// Tells machines apart; empty where there is no such thing, as in some containers.
    static String machineId() {
        try {
            return Files.readString(MACHINE_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
