package io.culvert.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// The threads of Java's compilers, seen from beside them: whether they have work and get no processor for it (proc_pid_stat(5), and schedstat of
/// a task: nanoseconds run, nanoseconds waited, times it was chosen). Where the kernel does not count that, nobody is seen to wait. A look makes
/// next to nothing for the collector; now and then one looks for threads that have come since.
public final class CompilerThreads implements AutoCloseable {
    private static final Path TASKS = Path.of("/proc/self/task");

    /// The longest that the kernel prints: two numbers of 64 bits and one more.
    private static final int LINE_MAX = 80;

    /// Room for number, name and state of a task.
    private static final int STATE_MAX = 64;

    /// Java starts more compilers when they have much to do, and ends them when they have not.
    private static final long SEARCH_NANOS = 10_000_000_000L;

    private final List<One> threads = new ArrayList<>();
    private final ByteBuffer text = ByteBuffer.allocateDirect(LINE_MAX);
    private long sinceSearch;

    private CompilerThreads() {}

    /// Those that there are now. None where the machine does not show them.
    public static CompilerThreads ofThisProcess() {
        var all = new CompilerThreads();
        all.search();
        return all;
    }

    private void search() {
        sinceSearch = 0;
        String[] tasks = TASKS.toFile().list();
        for (String task : tasks == null ? new String[0] : tasks) {
            if (threads.stream().noneMatch(one -> one.task.equals(task)) && isCompiler(task)) {
                add(task);
            }
        }
    }

    /// "C1 CompilerThread0" and "C2 CompilerThread0", cut to fifteen letters.
    private static boolean isCompiler(String task) {
        try {
            String name = Files.readString(TASKS.resolve(task).resolve("comm"));
            return name.matches("C[12] CompilerThre\\s*");
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private void add(String task) {
        var one = new One(task);
        try {
            one.open();
            threads.add(one);
        } catch (IOException e) {
            one.close(); // it has ended meanwhile, or the kernel has no such file
        }
    }

    int count() {
        return threads.size();
    }

    /// Whether one of them is ready to run and has hardly run since the last look.
    ///
    /// @param nanos that have gone by since then
    public boolean isKeptWaiting(long nanos) {
        sinceSearch += nanos;
        if (sinceSearch >= SEARCH_NANOS) {
            search();
        }
        boolean any = false;
        for (int i = threads.size() - 1; i >= 0; i--) {
            One one = threads.get(i);
            try {
                any |= one.isKeptWaiting(nanos);
            } catch (IOException e) {
                one.close(); // it has ended
                threads.remove(i);
            }
        }
        return any;
    }

    @Override
    public void close() {
        threads.forEach(One::close);
        threads.clear();
    }

    private final class One {
        private final String task;
        private final List<FileChannel> files = new ArrayList<>();
        private long ran;

        One(String task) {
            this.task = task;
        }

        void open() throws IOException {
            for (String name : List.of("stat", "schedstat")) {
                Path file = TASKS.resolve(task).resolve(name);
                files.add(FileChannel.open(file, StandardOpenOption.READ));
            }
        }

        boolean isKeptWaiting(long nanos) throws IOException {
            long now = ran();
            long since = now - ran;
            ran = now;
            // Zero is what a kernel says that does not count: a compiler has run before anybody
            // looks.
            return now != 0 && since < nanos / 4 && isReady();
        }

        private long ran() throws IOException {
            read(files.getLast(), LINE_MAX);
            long number = 0;
            for (int i = 0; i < text.position() && text.get(i) != ' '; i++) {
                number = 10 * number + text.get(i) - '0';
            }
            return number;
        }

        /// The state stands behind the name, which stands in parentheses.
        private boolean isReady() throws IOException {
            read(files.getFirst(), STATE_MAX);
            int at = 0;
            while (at < text.position() && text.get(at) != ')') {
                at++;
            }
            return at + 2 < text.position() && text.get(at + 2) == 'R';
        }

        private void read(FileChannel file, int most) throws IOException {
            text.clear().limit(most);
            file.read(text, 0);
        }

        void close() {
            for (FileChannel file : files) {
                try {
                    file.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
