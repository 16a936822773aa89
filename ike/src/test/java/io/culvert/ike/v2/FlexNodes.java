package io.culvert.ike.v2;

import io.culvert.base.IpAddress;

/// Hub and spokes of the published configurations.
final class FlexNodes {
    static final String HUB_NAME = "cn=R1-HUB.cisco.com,ou=FLEX,ou=VPN";

    private FlexNodes() {}

    static Net.Node hub(Net on) {
        Net.Node hub =
                on.node("172.16.0.1", Configs.hub(), new FakeCredentials(HUB_NAME, "CA", "", 400));
        hub.templates.put(1, "default");
        hub.tunnelAddresses.add(IpAddress.of("10.0.0.1"));
        return hub;
    }

    static Net.Node spoke(Net on, int number) {
        String name = "R" + number + "-Spoke.cisco.com";
        return on.node(
                "172.16.1.10" + number,
                Configs.spoke(name),
                new FakeCredentials("cn=" + name + ",ou=FLEX", "CA", name, 400));
    }
}
