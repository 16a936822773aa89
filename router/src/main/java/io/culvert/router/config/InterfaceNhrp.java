package io.culvert.router.config;

import io.culvert.nhrp.config.NhrpSettings;

/// NHRP on an interface, by the family that it resolves: `ip nhrp` and `ipv6 nhrp`.
public record InterfaceNhrp(NhrpSettings ipv4, NhrpSettings ipv6) {
    public static final InterfaceNhrp OFF = new InterfaceNhrp(NhrpSettings.OFF, NhrpSettings.OFF);

    public boolean isOn() {
        return ipv4.isOn() || ipv6.isOn();
    }

    public InterfaceNhrp withIpv4(NhrpSettings ipv4) {
        return new InterfaceNhrp(ipv4, ipv6);
    }

    public InterfaceNhrp withIpv6(NhrpSettings ipv6) {
        return new InterfaceNhrp(ipv4, ipv6);
    }
}
