package io.culvert.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/// The command line of a node, whose standard input is a pipe and whose standard output a file.
final class NodeConsole implements AutoCloseable {
    private static final long PATIENCE_NANOS = 300_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000;

    private final OutputStream orders;
    private final Path printed;
    private final String prompt;

    /// What is done while an answer is awaited.
    interface Meanwhile {
        void run() throws IOException;
    }

    NodeConsole(Path orders, Path printed, String host) throws IOException {
        this.orders = Files.newOutputStream(orders, StandardOpenOption.WRITE);
        this.printed = printed;
        prompt = host + "#";
        await(0, host + ">", () -> {});
        ask("enable", () -> {});
        ask("terminal length 0", () -> {});
    }

    /// What a command prints.
    String ask(String command, Meanwhile meanwhile) throws IOException {
        long before = Files.size(printed);
        orders.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        orders.flush();
        String said = await(before, prompt, meanwhile);
        return said.substring(command.length() + 1, said.length() - prompt.length());
    }

    private String await(long from, String end, Meanwhile meanwhile) throws IOException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < PATIENCE_NANOS) {
            meanwhile.run();
            String said = since(from);
            if (said.endsWith(end)) {
                return said;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new IOException("the node's console does not answer: " + since(from));
    }

    private String since(long from) throws IOException {
        try (var file = FileChannel.open(printed)) {
            var octets = ByteBuffer.allocate((int) (file.size() - from));
            file.read(octets, from);
            return new String(octets.array(), 0, octets.position(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        orders.close();
    }
}
