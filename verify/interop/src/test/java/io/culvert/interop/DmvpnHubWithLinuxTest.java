package io.culvert.interop;

import static io.culvert.interop.Dmvpn.UP;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A Culvert hub, which answers itself for the tunnel addresses of its spokes.
class DmvpnHubWithLinuxTest extends DmvpnContract {
    private @Nullable Culvert hub;

    private Culvert hub() {
        return Objects.requireNonNull(hub);
    }

    @Override
    void startHub(Dmvpn net) {
        hub = net.culvertHub();
    }

    @Override
    void makeHubRedirect() {
        hub().configure("interface Tunnel0\n ip nhrp redirect timeout 2\n");
    }

    @Override
    String golden() {
        return "frr-under-culvert.hex";
    }

    @Override
    void hubReachesBothSpokes() {
        hub().within(
                        UP,
                        "show dmvpn",
                        "192\\.0\\.2\\.2 +10\\.0\\.0\\.2 +UP .*D",
                        "192\\.0\\.2\\.3 +10\\.0\\.0\\.3 +UP .*D");
        hub().within(
                        UP,
                        "show ip nhrp",
                        "10\\.0\\.0\\.3/32 via 10\\.0\\.0\\.3\\s.*\\s+Type: dynamic, Flags: unique registered");
        hub().within(UP, "ping 10.0.0.2", "100 percent");
        hub().within(UP, "ping 10.0.0.3", "100 percent");
    }

    /// It leaves without a word, so everybody forgets it when its time is over; back again, it is registered as before.
    @Test
    @Order(8)
    void aLinuxSpokeThatIsSilentIsForgotten() {
        linux().run("/usr/lib/frr/frrinit.sh stop");
        hub().without(UP, "show ip nhrp", "10\\.0\\.0\\.3/32");
        culvert().without(UP, "show ip nhrp", "10\\.2\\.3\\.0/24");
        linux().run("start-frr nhrpd");
        hub().within(UP, "show ip nhrp", "10\\.0\\.0\\.3/32");
        net().ping(2, 3);
    }
}
