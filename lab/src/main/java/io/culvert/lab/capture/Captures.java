package io.culvert.lab.capture;

import io.culvert.lab.Endpoint;
import io.culvert.lab.Lab;
import io.culvert.lab.LabFiles;
import io.culvert.lab.Link;
import io.culvert.lab.LinkEnd;
import io.culvert.lab.Tap;
import io.culvert.router.capture.WiresharkKeys;
import io.culvert.wire.pcapng.PcapngWriter;
import io.culvert.wire.pcapng.PcapngWriter.Direction;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The capture files of one lab.
public final class Captures implements Tap, AutoCloseable {
    /// A capture at one endpoint sees both directions there: what leaves before the faults of the link, what arrives
    /// after them. One of a whole link sees every frame once, as it is sent.
    private record Running(PcapngWriter writer, LinkEnd at, boolean wholeLink) {}

    private final Lab lab;
    private final LabFiles files;
    private final List<Running> running = new ArrayList<>();

    /// Two captures in one file would write over each other.
    private final Set<String> paths = new TreeSet<>();

    public Captures(Lab lab, LabFiles files) {
        this.lab = lab;
        this.files = files;
        lab.tap(this);
    }

    /// Starts a file for the frames at one endpoint.
    public void start(Endpoint endpoint, String path) throws IOException {
        LinkEnd end = lab.end(endpoint).orElseThrow();
        if (paths.contains(path)) {
            throw new IOException(path + " holds another capture of this lab");
        }
        OutputStream out = files.create(path);
        paths.add(path);
        String description = endpoint + ", linked to " + end.peer().endpoint();
        running.add(new Running(open(out, endpoint.toString(), description), end, false));
    }

    private static PcapngWriter open(OutputStream out, String name, String description)
            throws IOException {
        var writer = new PcapngWriter(out, "Culvert lab");
        writer.describe(name, description, PcapngWriter.LinkType.ETHERNET);
        return writer;
    }

    /// Starts a file in `folder` for each link.
    public void startAll(String folder) throws IOException {
        for (Link link : lab.links()) {
            String path = LabFiles.in(folder, fileName(link.a().endpoint(), link.b().endpoint()));
            OutputStream out = files.create(path);
            paths.add(path);
            String description = link.a().endpoint() + " - " + link.b().endpoint();
            String name = link.a().endpoint().toString();
            running.add(new Running(open(out, name, description), link.a(), true));
        }
    }

    /// The name of a link's file: both endpoints, with what file names do not hold replaced.
    public static String fileName(Endpoint a, Endpoint b) {
        return (a + "--" + b).replaceAll("[^A-Za-z0-9._-]", "_") + ".pcapng";
    }

    @Override
    public void transmitted(long now, LinkEnd from, int slot) {
        for (Running capture : running) {
            if (capture.at() == from) {
                write(capture, now, Direction.OUTBOUND, slot);
            } else if (capture.wholeLink() && capture.at() == from.peer()) {
                write(capture, now, Direction.INBOUND, slot);
            }
        }
    }

    @Override
    public void delivered(long now, LinkEnd to, int slot) {
        for (Running capture : running) {
            if (capture.at() == to && !capture.wholeLink()) {
                write(capture, now, Direction.INBOUND, slot);
            }
        }
    }

    /// Frames are recorded in the middle of the agenda, where nobody expects that a file cannot be written.
    private void write(Running capture, long now, Direction direction, int slot) {
        var frames = lab.frames();
        int length = frames.length(slot);
        var seen = new PcapngWriter.Seen(0, lab.instant(now), direction, length, Optional.empty());
        try {
            capture.writer().write(seen, frames.memory(), frames.start(slot), length);
        } catch (IOException e) {
            throw new UncheckedIOException("a capture cannot be written", e);
        }
    }

    /// Writes the files with which Wireshark opens and reads the captures in `folder`.
    public void writeKeys(String folder, WiresharkKeys keys) throws IOException {
        write(LabFiles.in(folder, "esp_sa"), keys.espTable());
        write(LabFiles.in(folder, "ikev2_decryption_table"), keys.ikeTable());
        write(LabFiles.in(folder, "preferences"), WiresharkKeys.preferences());
        write(LabFiles.in(folder, "init.lua"), WiresharkKeys.dissectors());
    }

    private void write(String path, String text) throws IOException {
        try (OutputStream out = files.create(path)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        for (Running capture : running) {
            capture.writer().close();
        }
        running.clear();
        paths.clear();
    }
}
