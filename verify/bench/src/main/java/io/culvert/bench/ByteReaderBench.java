package io.culvert.bench;

import org.openjdk.jmh.annotations.Benchmark;

public class ByteReaderBench {
    @Benchmark
    public int any() {
        return 1;
    }
}
