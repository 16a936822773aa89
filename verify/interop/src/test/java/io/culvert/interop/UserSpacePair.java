package io.culvert.interop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Culvert with a customer in a VRF, and a strongSwan whose ESP is in user space: tunnel mode in UDP.
/// ```
/// cust 10.1.0.2/16 ---- [gw, VRF red] 192.0.2.1 ==== 192.0.2.N [peer, 10.2.N.1]
/// ```
/// A test that fails while it connects leaves nothing behind once it has been closed.
final class UserSpacePair implements AutoCloseable {
    static final Duration UP = Duration.ofSeconds(40);

    /// What every test's Culvert has, whoever its peers are.
    private static final String CONFIG =
            """
            hostname GW
            vrf definition red
             rd 65001:1
             route-target both 65001:1
             address-family ipv4
             exit-address-family
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 keyring KEYS
             peer ANY
              address 0.0.0.0 0.0.0.0
              pre-shared-key test-only
            crypto ikev2 profile PSK
             match identity remote any
             identity local address 192.0.2.1
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            interface Ethernet0/1
             port packet eth1
             vrf forwarding red
             ip address 10.1.0.1 255.255.0.0
            """;

    final Namespaces net = new Namespaces();
    private @Nullable Culvert culvert;
    private @Nullable StrongSwan charon;

    /// Aborts the test, aloud, where something is missing.
    static void require() {
        StrongSwan.require(StrongSwan.Kernel.USER_SPACE);
        Machine.requires("ping");
    }

    /// Two gateways on one cable.
    static UserSpacePair neighbors() {
        var pair = new UserSpacePair();
        pair.net.link("gw", "eth0", "peer", "eth0");
        pair.net.leave("gw", "eth0");
        return pair;
    }

    /// Two gateways not yet connected; Culvert's end is to be `eth0`. The customer is.
    UserSpacePair() {
        net.add("gw");
        net.add("peer");
        net.add("cust");
        net.link("gw", "eth1", "cust", "eth0");
        net.leave("gw", "eth1");
        net.address("cust", "eth0", "10.1.0.2/16");
        net.run("cust", "ip", "route", "add", "default", "via", "10.1.0.1");
    }

    /// Starts both, strongSwan first.
    ///
    /// @param tunnels of Culvert's, below what all have
    /// @param connections of strongSwan's
    void start(String tunnels, String connections) {
        charon =
                StrongSwan.start(
                        net,
                        "peer",
                        StrongSwan.Kernel.USER_SPACE,
                        "connections {\n%s}\nsecrets { ike { secret = test-only } }\n"
                                .formatted(connections));
        culvert = Culvert.start(net, "gw", CONFIG + tunnels);
    }

    /// A connection that begins at an address of strongSwan's.
    static String connection(String name, String address, String children) {
        return """
        %1$s { version = 2
          %2$s
          remote_addrs = 192.0.2.1
          proposals = aes256gcm16-prfsha384-ecp384
          local { auth = psk
            id = %1$s.example }
          remote { auth = psk
            id = 192.0.2.1 }
          children { %3$s }
        }
        """
                .formatted(name, address, children);
    }

    static String child(String name, String local, String remote, String esp) {
        return """
        %s { mode = tunnel
          local_ts = %s
          remote_ts = %s
          esp_proposals = %s
        }
        """
                .formatted(name, local, remote, esp);
    }

    Culvert culvert() {
        return Objects.requireNonNull(culvert);
    }

    StrongSwan charon() {
        return Objects.requireNonNull(charon);
    }

    @Override
    public void close() {
        net.close();
    }
}
