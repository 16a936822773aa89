package io.culvert.bench;

import io.culvert.base.ByteReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The cost of reading a message of 1,400 octets number by number.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ByteReaderBench {
    private final byte[] message = new byte[1400];

    @Benchmark
    public long wordByWord() {
        var reader = new ByteReader(message);
        long sum = 0;
        while (reader.left() > 0) {
            sum += reader.u32();
        }
        return sum;
    }
}
