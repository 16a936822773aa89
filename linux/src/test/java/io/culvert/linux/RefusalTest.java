package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.PacketSlab;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aMissingCapabilityIsNamed() {
        for (int number : new int[] {Errno.EPERM, Errno.EACCES}) {
            assertThat(Refusal.of("packet port eth1", "CAP_NET_RAW", -number))
                    .hasMessage(
                            "packet port eth1 needs the capability CAP_NET_RAW; run as root, or let the service grant it");
        }
    }

    private static void assertNeeds(String what, String capability, NetNamespace.Work<?> work) {
        assertThatThrownBy(() -> Capabilities.without(work))
                .hasMessage(
                        "%s needs the capability %s; run as root, or let the service grant it"
                                .formatted(what, capability));
    }

    @Test
    void everyPortNamesTheCapabilityThatItLacks() throws IOException {
        var slab = new PacketSlab(64, 1);
        var mac = new MacAddress(0x02_00_00_00_00_01L);
        try (var host = new Namespaces("a")) {
            long before = Namespaces.openDescriptors();
            host.inside(
                    "a",
                    () -> {
                        assertNeeds(
                                "packet port lo",
                                "CAP_NET_RAW",
                                () -> PacketPort.open(slab, "lo", mac));
                        assertNeeds(
                                "XDP port lo", "CAP_NET_RAW", () -> XdpPort.open(slab, "lo", mac));
                        assertNeeds(
                                "TUN port tun5",
                                "CAP_NET_ADMIN",
                                () ->
                                        TunPort.openTun(
                                                slab, "tun5", List.of(), OptionalInt.empty()));
                        assertNeeds(
                                "the host underlay's UDP port 500 of 127.0.0.1",
                                "CAP_NET_BIND_SERVICE",
                                () ->
                                        HostPort.open(
                                                slab,
                                                List.of(IpAddress.of("127.0.0.1")),
                                                Optional.empty()));
                        return true;
                    });
            assertNeeds(
                    "entering the network namespace " + host.name("a"),
                    "CAP_SYS_ADMIN",
                    () -> NetNamespace.in(host.name("a"), () -> true));
            assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
        }
        assertThat(slab.inUse()).isZero();
    }

    /// What `packaging/culvert.service` grants.
    @Test
    void theCapabilitiesOfTheServiceAreEnoughAndXdpNeedsOneMore() throws IOException {
        var slab = new PacketSlab(64, 1);
        var mac = new MacAddress(0x02_00_00_00_00_01L);
        long service =
                Capabilities.NET_ADMIN | Capabilities.NET_RAW | Capabilities.NET_BIND_SERVICE;
        try (var host = new Namespaces("a", "b")) {
            host.veth("a", "left", "b", "right");
            List<LinuxPort> ports =
                    host.inside(
                            "a",
                            () ->
                                    Capabilities.with(
                                            service,
                                            () ->
                                                    List.of(
                                                            PacketPort.open(slab, "left", mac),
                                                            TunPort.openTun(
                                                                    slab,
                                                                    "tun5",
                                                                    List.of(
                                                                            new InterfaceAddress(
                                                                                    IpAddress.of(
                                                                                            "10.9.0.1"),
                                                                                    24)),
                                                                    OptionalInt.of(1400)),
                                                            HostPort.open(
                                                                    slab,
                                                                    List.of(
                                                                            IpAddress.of(
                                                                                    "127.0.0.1")),
                                                                    Optional.empty()))));
            ports.forEach(LinuxPort::close);
            host.inside(
                    "a",
                    () -> {
                        assertThatThrownBy(
                                        () ->
                                                Capabilities.with(
                                                        service,
                                                        () -> XdpPort.open(slab, "left", mac)))
                                .hasMessageContaining(
                                        "XDP port left needs the capabilities CAP_NET_ADMIN and CAP_BPF");
                        Capabilities.with(
                                        service | Capabilities.BPF,
                                        () -> XdpPort.open(slab, "left", mac))
                                .close();
                        return true;
                    });
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void anythingElseIsSaidInTheWordsOfTheHost() {
        assertThat(Refusal.of("packet port eth1", "CAP_NET_RAW", -Errno.ENOMEM))
                .hasMessage("packet port eth1: Cannot allocate memory");
        assertThat(Refusal.noDevice("eth7")).hasMessage("there is no device eth7");
        assertThat(Refusal.noNamespace("red")).hasMessage("there is no network namespace red");
        assertThat(Refusal.noAddress(IpAddress.of("192.0.2.1")))
                .hasMessage("no device of this host has the address 192.0.2.1");
    }

    @Test
    void everyReasonOfAPortHasASentence() {
        for (PortDrop each : PortDrop.values()) {
            assertThat(each.sentence()).isNotBlank().doesNotEndWith(".");
        }
    }
}
