package io.culvert.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

class ByteReaderFuzzTest {
    @FuzzTest
    void any(byte[] octets) {}
}
