package io.culvert.interop;

import static io.culvert.interop.Dmvpn.UP;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A Linux hub, which passes on what is asked for its spokes, and redirects what netfilter tells it of.
class DmvpnSpokeWithLinuxTest extends DmvpnContract {
    private static final String CACHE = "vtysh -d nhrpd -c 'show ip nhrp cache'";

    private @Nullable LinuxPeer hub;

    private LinuxPeer hub() {
        return Objects.requireNonNull(hub);
    }

    @Override
    void startHub(Dmvpn net) {
        hub = net.linuxHub();
    }

    @Override
    void makeHubRedirect() {
        hub().run(
                        "vtysh -d nhrpd -c 'configure terminal' -c 'interface gre1' -c 'ip nhrp redirect'");
    }

    @Override
    String golden() {
        return "frr-under-frr.hex";
    }

    @Override
    void hubReachesBothSpokes() {
        hub().within(
                        UP,
                        CACHE,
                        "dynamic +10\\.0\\.0\\.2 +192\\.0\\.2\\.2 ",
                        "dynamic +10\\.0\\.0\\.3 +192\\.0\\.2\\.3 ");
        hub().pingWithin(UP, "", "-I 10.0.0.1 10.0.0.2");
        hub().pingWithin(UP, "", "-I 10.0.0.1 10.0.0.3");
    }

    /// nhrpd does not understand that we leave, and forgets us when our time is over.
    @Test
    @Order(8)
    void weAreForgottenWhenWeAreSilentAndTakenAgain() {
        culvert().configure("interface Tunnel0\n shutdown\n");
        hub().within(UP, CACHE + " | grep -c '10[.]0[.]0[.]2 '", "^0");
        culvert().configure("interface Tunnel0\n no shutdown\n");
        hub().within(UP, CACHE, "dynamic +10\\.0\\.0\\.2 +192\\.0\\.2\\.2 ");
        net().ping(2, 3);
    }
}
