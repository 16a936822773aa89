package io.culvert.linux;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Does something in another network namespace, network_namespaces(7). A socket or device belongs for good to the namespace in
/// which it was made, so what is opened there can be used from anywhere.
public final class NetNamespace {
    /// Where `ip netns` keeps namespaces by name.
    private static final String FOLDER = "/run/netns/";

    private static final int NETWORK = 0x4000_0000;

    private NetNamespace() {}

    /// What is to be done there.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /// Does the work on a thread of its own, which enters the namespace and ends there: no thread ever comes back from one.
    ///
    /// @param name as `ip netns` knows it, or the path of its file
    public static <T> T in(String name, Work<T> work) throws IOException {
        var task =
                new FutureTask<T>(
                        () -> {
                            enter(name);
                            return work.run();
                        });
        Thread.ofPlatform().name("netns " + name).start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    // What is being opened is worth waiting for: nobody else would close it.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw cause(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException cause(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException failure -> failure;
            case RuntimeException mistake -> throw mistake;
            case Error mistake -> throw mistake;
            case null, default -> throw new IllegalStateException(e);
        };
    }

    private static void enter(String name) throws IOException {
        var errno = new Errno();
        boolean isPath = name.startsWith("/");
        if (name.isEmpty() || (!isPath && name.contains("/")) || name.equals("..")) {
            throw Refusal.noNamespace(name);
        }
        int number = Descriptor.open(errno, isPath ? name : FOLDER + name, false);
        if (number == -Errno.ENOENT) {
            throw Refusal.noNamespace(name);
        }
        String what = "entering the network namespace " + name;
        if (number < 0) {
            throw Refusal.of(what, "CAP_SYS_ADMIN", number);
        }
        try (var _ = new Descriptor(number)) {
            int result = Libc.setns(errno, number, NETWORK);
            if (result == -Errno.EINVAL) {
                throw Refusal.noNamespace(name);
            }
            if (result < 0) {
                throw Refusal.of(what, "CAP_SYS_ADMIN", result);
            }
        }
    }
}
