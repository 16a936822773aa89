package io.culvert.daemon.node;

import io.culvert.engine.Notice;
import io.culvert.linux.ThreadRank;
import io.culvert.router.config.PacketPriority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The rank of the threads that carry packets: the router's own and the workers'.
final class PacketThreads {
    /// What a thread can do to its own rank.
    interface Rank {
        /// @throws IOException with one sentence for the operator
        void realtime() throws IOException;

        void hasten();

        void lower();

        /// What Java does while all its threads stand still has their rank, or not.
        void stops(boolean isRealtime);

        Rank OF_THE_MACHINE =
                new Rank() {
                    @Override
                    public void realtime() throws IOException {
                        ThreadRank.realtime();
                    }

                    @Override
                    public void hasten() {
                        ThreadRank.hasten();
                    }

                    @Override
                    public void lower() {
                        ThreadRank.lower();
                    }

                    @Override
                    public void stops(boolean isRealtime) {
                        if (isRealtime) {
                            ThreadRank.realtimeStops();
                        } else {
                            ThreadRank.lowerStops();
                        }
                    }
                };
    }

    private final List<WorkerThread> workers;
    private final int processors;
    private final Rank rank;
    private final Consumer<Notice> log;
    private Optional<PacketPriority> inForce = Optional.empty();

    /// @param workers all but the first, once the router is made
    PacketThreads(List<WorkerThread> workers, int processors, Rank rank, Consumer<Notice> log) {
        this.workers = workers;
        this.processors = processors;
        this.rank = rank;
        this.log = log;
    }

    /// Gives all threads the rank that is wanted. On the router's thread.
    ///
    /// @return a sentence that says why not; then everything is as before
    Optional<String> change(PacketPriority wanted) {
        if (inForce.equals(Optional.of(wanted))) {
            return Optional.empty();
        }
        switch (wanted) {
            case AUTOMATIC -> asTheMachineLets();
            case REALTIME -> {
                Optional<String> obstacle = realtime();
                if (obstacle.isPresent()) {
                    return obstacle;
                }
            }
            case ORDINARY -> all(rank::lower);
        }
        inForce = Optional.of(wanted);
        return Optional.empty();
    }

    /// A processor stays for everything else, or packets that come without end would leave the rest of the node next to nothing.
    private void asTheMachineLets() {
        Optional<String> obstacle =
                processors > workers.size() + 1
                        ? realtime()
                        : Optional.of("they would leave no processor to the rest");
        if (obstacle.isPresent()) {
            all(rank::hasten);
            String text = "The threads that carry packets are ordinary ones: " + obstacle.get();
            log.accept(new Notice("SYS", 6, "PRIORITY", text));
        }
    }

    /// What the router's own thread may, the workers may too.
    private Optional<String> realtime() {
        try {
            rank.realtime();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        workers.forEach(worker -> worker.exclusively(this::realtimeToo));
        rank.stops(true);
        return Optional.empty();
    }

    private void realtimeToo() {
        try {
            rank.realtime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes ordinary threads of all.
    private void all(Runnable step) {
        rank.stops(false);
        step.run();
        workers.forEach(worker -> worker.exclusively(step));
    }
}
