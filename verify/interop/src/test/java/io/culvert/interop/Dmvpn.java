package io.culvert.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A DMVPN at a switch in `wan`, its multipoint GRE in transport-mode ESP. Member N is 192.0.2.N there and 10.0.0.N in the tunnel,
/// and has the LAN 10.2.N.0/24 with a host .10. Spokes reach all LANs by the hub, member 1.
///
/// A Linux member is a kernel with strongSwan, whose trap makes a session with whoever GRE is for, and FRR 8.4.4's nhrpd. (To ask
/// strongSwan itself, `tunnel protection vici`, nhrpd needs one that is patched.)
final class Dmvpn implements AutoCloseable {
    static final Duration UP = Duration.ofSeconds(60);

    /// How long what Culvert says holds, and what FRR says.
    static final int CULVERT_HOLDS = 20;

    static final int FRR_HOLDS = 12;

    private static final String CULVERT =
            """
            hostname M%1$d
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
            crypto ikev2 profile DMVPN
             match identity remote fqdn domain example
             identity local fqdn m%1$d.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile DMVPN
             set transform-set T
             set ikev2-profile DMVPN
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.%1$d 255.255.255.0
            interface Ethernet0/1
             port packet eth1
             ip address 10.2.%1$d.1 255.255.255.0
            interface Tunnel0
             ip address 10.0.0.%1$d 255.255.255.0
             ip mtu 1400
             ip nhrp network-id 1
             ip nhrp holdtime %2$d
             tunnel source Ethernet0/0
             tunnel mode gre multipoint
             tunnel key 42
             tunnel protection ipsec profile DMVPN
            """;

    private static final String CULVERT_SPOKE =
            """
            interface Tunnel0
             ip nhrp nhs 10.0.0.1 nbma 192.0.2.1
            ip route 10.2.0.0 255.255.0.0 10.0.0.1
            """;

    /// nhrpd hears by NFLOG what goes from one tunnel into the other, and is told at most so often.
    private static final String LINUX =
            """
            ip addr add 192.0.2.%1$d/24 dev eth0
            ip link add gre1 type gre local 192.0.2.%1$d key 42 ttl 64
            ip addr add 10.0.0.%1$d/32 dev gre1; ip link set gre1 mtu 1400 up
            ip netns add lan; ip link add lan type veth peer name eth0 netns lan
            ip link set lan up; ip addr add 10.2.%1$d.1/24 dev lan
            ip -n lan addr add 10.2.%1$d.10/24 dev eth0; ip -n lan link set eth0 up; ip -n lan route add default via 10.2.%1$d.1
            iptables-legacy -A FORWARD -i gre1 -o gre1 -m hashlimit --hashlimit-upto 60/minute --hashlimit-burst 1 \
             --hashlimit-mode srcip,dstip --hashlimit-name nhrp -j NFLOG --nflog-group 1 --nflog-size 128
            """;

    private static final String IKE =
            """
            connections { dmvpn { version = 2
              local_addrs = 192.0.2.%1$d
              remote_addrs = %%any
              proposals = aes256gcm16-prfsha384-ecp384
              local { auth = psk
                id = m%1$d.example }
              remote { auth = psk
                id = *.example }
              children { dmvpn { mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = aes256gcm16
                start_action = trap
              } }
            } }
            secrets { ike-all { secret = test-only } }
            """;

    private static final String FRR =
            """
            hostname m%1$d
            log file /var/log/frr/frr.log debugging
            debug nhrp common
            nhrp nflog-group 1
            %3$s
            interface gre1
             ip nhrp network-id 1
             ip nhrp holdtime %2$d
             %4$s
             tunnel source eth0
            exit
            """;

    private static final String FRR_HUB_ROUTES =
            """
            ip route 10.2.2.0/24 10.0.0.2
            ip route 10.2.3.0/24 10.0.0.3
            """;

    /// It answers a spoke only if the way to that one's tunnel address is the tunnel.
    private static final String FRR_SPOKE_ROUTES =
            """
            ip route 10.0.0.0/24 10.0.0.1
            ip route 10.2.0.0/16 10.0.0.1
            """;

    private final Namespaces net = new Namespaces("wan");
    private final List<CompletableFuture<Void>> starting = new ArrayList<>();

    Dmvpn() {
        net.bridge("wan", "br0");
    }

    /// Aborts the test, aloud, where something is missing.
    static void require() {
        Machine.requires("tcpdump", "tshark");
        LinuxPeer.require();
    }

    /// The hub, Culvert, with routes to the LANs of both spokes.
    Culvert culvertHub() {
        return culvert(
                1,
                """
                ip route 10.2.2.0 255.255.255.0 10.0.0.2
                ip route 10.2.3.0 255.255.255.0 10.0.0.3
                """);
    }

    Culvert culvertSpoke(int number) {
        return culvert(number, CULVERT_SPOKE);
    }

    private Culvert culvert(int number, String more) {
        String node = "m" + number;
        String host = host(number);
        net.add(node);
        net.add(host);
        net.link(node, "eth0", "wan", node);
        net.run("wan", "ip", "link", "set", node, "master", "br0");
        net.link(node, "eth1", host, "eth0");
        net.leave(node, "eth0", "eth1");
        net.leave(host, "eth0");
        net.address(host, "eth0", "10.2.%d.10/24".formatted(number));
        net.run(host, "ip", "route", "add", "default", "via", "10.2.%d.1".formatted(number));
        return Culvert.start(net, node, CULVERT.formatted(number, CULVERT_HOLDS) + more);
    }

    private static String host(int number) {
        return "h" + number;
    }

    LinuxPeer linuxHub() {
        return linux(1, FRR_HUB_ROUTES, "");
    }

    /// A spoke that knows its server's outer address alone.
    LinuxPeer linuxSpoke(int number) {
        return linux(
                number, FRR_SPOKE_ROUTES, "ip nhrp nhs dynamic nbma 192.0.2.1\n ip nhrp shortcut");
    }

    /// What a guest starts takes it long, so it does so while others start.
    private LinuxPeer linux(int number, String routes, String role) {
        LinuxPeer guest = LinuxPeer.boot(net, "wan", "br0", "l" + number);
        starting.add(
                CompletableFuture.runAsync(
                        () -> {
                            guest.run(LINUX.formatted(number));
                            NhrpRecording.start(guest);
                            guest.ike(IKE.formatted(number));
                            guest.frr(FRR.formatted(number, FRR_HOLDS, routes, role), "nhrpd");
                        },
                        task -> Thread.ofVirtual().start(task)));
        return guest;
    }

    /// Waits until all Linux members have started what they are.
    void started() {
        starting.forEach(CompletableFuture::join);
    }

    /// By whom packets of the host behind a Culvert member reach another LAN: the second router on the way says that their time is
    /// over. An echo goes before, and all the way: what ends at the hub does not pass it, and is not redirected.
    void culvertReaches(int from, int to, String second) {
        Deadline.within(
                UP,
                () -> {
                    net.attempt(host(from), "ping", "-q", "-c", "1", "-W", "2", target(to));
                    String text = net.attempt(host(from), "sh", "-c", second(to)).text();
                    if (!text.contains("From " + second + " ")) {
                        throw new AssertionError("not by " + second + ": " + text);
                    }
                });
    }

    /// The same from the host of a Linux member.
    void linuxReaches(LinuxPeer from, int to, String second) {
        String inLan = "ip netns exec lan ";
        from.within(
                UP,
                inLan + "ping -q -c 1 -W 2 " + target(to) + "; " + inLan + second(to),
                "From " + second + " ");
    }

    private static String target(int member) {
        return "10.2.%d.10".formatted(member);
    }

    private static String second(int to) {
        return "ping -c 1 -t 2 -W 2 " + target(to);
    }

    /// From the host behind a Culvert member to that of another.
    void ping(int from, int to) {
        net.pingWithin(UP, host(from), target(to));
    }

    /// What passes the switch in the clear, beside ARP.
    Capture unsealed() {
        return Capture.start(
                net,
                "wan",
                "br0",
                "not arp and not ip6 and not proto 50 and not udp port 500 and not udp port 4500");
    }

    Namespaces net() {
        return net;
    }

    @Override
    public void close() {
        net.close();
    }
}
