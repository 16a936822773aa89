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

/// The threads of Java's compilers, seen from beside them: whether they have work and get no processor for it (proc_pid_stat(5)). To look makes
/// nothing for the collector.
public final class CompilerThreads implements AutoCloseable {
    private static final Path TASKS = Path.of("/proc/self/task");

    /// The longest that the kernel prints: two numbers of 64 bits and one more.
    private static final int LINE_MAX = 80;

    /// Room for number, name and state of a task.
    private static final int STATE_MAX = 64;

    private final List<One> threads = new ArrayList<>();
    private final ByteBuffer text = ByteBuffer.allocateDirect(LINE_MAX);

    private CompilerThreads() {}

    /// Those that there are now. None where the machine does not show them.
    public static CompilerThreads ofThisProcess() {
        var all = new CompilerThreads();
        String[] tasks = TASKS.toFile().list();
        for (String task : tasks == null ? new String[0] : tasks) {
            all.addIfCompiler(TASKS.resolve(task));
        }
        return all;
    }

    private void addIfCompiler(Path task) {
        try {
            // "C1 CompilerThread0" and "C2 CompilerThread0", cut to fifteen letters
            if (Files.readString(task.resolve("comm")).matches("C[12] CompilerThre\\s*")) {
                threads.add(new One(open(task.resolve("stat")), open(task.resolve("schedstat"))));
            }
        } catch (IOException e) {
            close(); // the kernel does not count, or it has ended: nobody is seen to wait
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    int count() {
        return threads.size();
    }

    /// Whether one of them is ready to run and has hardly run since the last look.
    ///
    /// @param nanos that have gone by since then
    public boolean isKeptWaiting(long nanos) {
        boolean any = false;
        try {
            for (int i = 0; i < threads.size(); i++) {
                any |= threads.get(i).isKeptWaiting(nanos);
            }
        } catch (IOException e) {
            close(); // one has ended
        }
        return any;
    }

    @Override
    public void close() {
        for (One one : threads) {
            one.close();
        }
        threads.clear();
    }

    private final class One {
        private final FileChannel stat;
        private final FileChannel schedstat;
        private long ran;

        One(FileChannel stat, FileChannel schedstat) {
            this.stat = stat;
            this.schedstat = schedstat;
        }

        boolean isKeptWaiting(long nanos) throws IOException {
            long now = ran();
            long since = now - ran;
            ran = now;
            return since < nanos / 4 && isReady();
        }

        /// Nanoseconds that it has run.
        private long ran() throws IOException {
            read(schedstat, LINE_MAX);
            long number = 0;
            for (int i = 0; i < text.position() && text.get(i) != ' '; i++) {
                number = 10 * number + text.get(i) - '0';
            }
            return number;
        }

        /// The state stands behind the name, which stands in parentheses.
        private boolean isReady() throws IOException {
            read(stat, STATE_MAX);
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
            for (FileChannel file : List.of(stat, schedstat)) {
                try {
                    file.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
