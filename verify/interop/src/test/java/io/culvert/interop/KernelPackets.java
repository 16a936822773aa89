package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.testkit.Repository;
import io.culvert.wire.esp.Esp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// ESP as a Linux kernel seals it, AES-256-GCM with extended sequence numbers, opened by our cipher with the keys that the
/// kernel shows. `-Dgolden.update=true` keeps it as the golden files of the kernel.
final class KernelPackets {
    private static final EspSuite SUITE = EspSuite.GCM_256;
    private static final Path GOLDEN =
            Repository.root().resolve("wire/src/test/resources/io/culvert/wire");
    private static final Pattern STATE =
            Pattern.compile(
                    "src 192\\.0\\.2\\.2 dst 192\\.0\\.2\\.1\\s+proto esp spi (0x[0-9a-f]+)"
                            + "[^/]*?rfc4106\\(gcm\\(aes\\)\\) 0x([0-9a-f]+) 128");

    private static final int ETHERNET = 14;

    /// @param material key and salt
    /// @param packet from the SPI on
    /// @param clear with its trailer
    record Sealed(Bytes material, Bytes packet, Bytes clear) {
        int nextHeader() {
            return clear.u8(clear.size() - 1);
        }

        Bytes payload() {
            return clear.slice(0, clear.size() - 2 - clear.u8(clear.size() - 2));
        }
    }

    private KernelPackets() {}

    /// Lets a customer of the guest's ping, and opens what that becomes.
    ///
    /// @param nextHeader in the trailer of the packets that are wanted
    static List<Sealed> capture(LinuxEdges edges, int nextHeader) {
        Capture capture = Capture.start(edges.net(), "wan", "br0", "src 192.0.2.2 and proto 50");
        edges.guest().run("ip netns exec cred ping -q -c 2 -i 0.2 -s 20 10.1.1.2");
        capture.stop();
        Map<Integer, Bytes> keys = keys(edges.guest().run("ip xfrm state"));
        return frames(capture.file()).stream()
                .map(frame -> frame.slice(ETHERNET + 20))
                .flatMap(
                        packet ->
                                Optional.ofNullable(keys.get(packet.i32(0)))
                                        .map(material -> open(material, packet))
                                        .stream())
                .filter(each -> each.nextHeader() == nextHeader)
                .toList();
    }

    private static Map<Integer, Bytes> keys(String states) {
        var keys = new LinkedHashMap<Integer, Bytes>();
        Matcher state = STATE.matcher(states);
        while (state.find()) {
            keys.put(
                    Integer.parseUnsignedInt(state.group(1).substring(2), 16),
                    Bytes.hex(state.group(2)));
        }
        assertThat(keys).as(states).isNotEmpty();
        return keys;
    }

    private static Sealed open(Bytes material, Bytes packet) {
        MemorySegment memory = MemorySegment.ofArray(packet.toArray());
        try (var opener =
                new JdkEspCiphers().opener(SUITE, SUITE.keys(Secret.of(material), 0), true)) {
            long sequence = Integer.toUnsignedLong(Esp.sequence(memory, 0));
            assertThat(opener.open(memory, 0, packet.size(), sequence)).as("tag").isTrue();
        }
        return new Sealed(
                material,
                packet,
                Bytes.of(memory, SUITE.clearAt(), SUITE.clearOctetsIn(packet.size())));
    }

    /// The frames of a file of tcpdump's, which writes in the order of octets of this machine.
    private static List<Bytes> frames(Path file) {
        try {
            ByteBuffer all =
                    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            var frames = new ArrayList<Bytes>();
            for (int at = 24; at + 16 <= all.limit(); at += 16 + all.getInt(at + 8)) {
                frames.add(Bytes.of(all.array(), at + 16, at + 16 + all.getInt(at + 8)));
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps a packet, if that was asked for.
    ///
    /// @param what is in ESP, and the name of its own folder
    static void keep(LinuxEdges edges, String what, Sealed sealed) {
        if (!Boolean.getBoolean("golden.update")) {
            return;
        }
        String origin =
                "# Linux %s (user mode) and strongSwan, captured by %s\n"
                        .formatted(
                                edges.guest().run("uname -r").strip(),
                                KernelPackets.class.getSimpleName());
        write(
                "esp/linux/" + what + ".hex",
                origin
                        + "# AES-256-GCM-16: key and salt\n%s\n".formatted(sealed.material())
                        + "# ESP, transport mode, extended sequence number, next header %d\n%s\n"
                                .formatted(sealed.nextHeader(), sealed.packet())
                        + "# what it holds, with padding, pad length and next header\n%s\n"
                                .formatted(sealed.clear()));
        write(
                what + "/linux.hex",
                origin
                        + "# in ESP with next header %d: an echo of a VPN's customer\n%s\n"
                                .formatted(sealed.nextHeader(), sealed.payload()));
    }

    private static void write(String file, String text) {
        try {
            Path to = GOLDEN.resolve(file);
            Files.createDirectories(to.getParent());
            Files.writeString(to, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
