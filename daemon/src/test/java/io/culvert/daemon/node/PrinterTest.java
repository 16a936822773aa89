package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PrinterTest {
    /// A pipe that takes nothing until somebody reads.
    private static final class Pipe extends Writer {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final StringWriter read = new StringWriter();

        @Override
        public void write(char[] text, int from, int length) {
            try {
                reading.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            read.write(text, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void everythingIsPrintedInOrderBeforeTheEnd() {
        var out = new StringWriter();
        try (var printer = new Printer(new PrintWriter(out))) {
            printer.print("one");
            printer.print("two");
        }
        assertThat(out.toString().lines()).containsExactly("one", "two");
    }

    @Test
    void aReaderWhoSleepsHoldsNobodyUpAndIsToldWhatItMissed() {
        var pipe = new Pipe();
        try (var printer = new Printer(new PrintWriter(pipe))) {
            for (int i = 0; i < 3 * Printer.WAITING_MAX; i++) {
                printer.print("message " + i);
            }
            pipe.reading.countDown();
        }
        assertThat(pipe.read.toString().lines())
                .contains("message 0", "message 1023")
                .doesNotContain("message 3071")
                .anyMatch(line -> line.endsWith("were not printed, because nobody read them"))
                .hasSizeLessThanOrEqualTo(Printer.WAITING_MAX + 3);
    }
}
