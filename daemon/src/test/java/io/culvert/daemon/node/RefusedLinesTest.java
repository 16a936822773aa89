package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RefusedLinesTest {
    private static final Path FILE = Path.of("culvert.cfg");

    private static RefusedLines of(String text) {
        return new RefusedLines(FILE, ConfigLoader.load("culvert.cfg", text).refusals());
    }

    @Test
    void whoStartsTheNodeSeesTheLineAndTheWord() {
        assertThat(of("hostname R1\nhostnam\u001B[2J R1\n").shown())
                .startsWith("culvert.cfg:2:")
                .endsWith("hostnam\uFFFD[2J R1\n^");
    }

    @Test
    void theLogHoldsOneLineAndNoSecret() {
        assertThat(of("pre-shared-kye s3cret\n").told())
                .startsWith("culvert.cfg:1:")
                .doesNotContain("s3cret", "\n");
        assertThat(of("pre-shared-kye s3cret\nzz c\nzz e\n").told())
                .startsWith("culvert.cfg:1:")
                .endsWith("(and 2 more)")
                .doesNotContain("s3cret", "\n");
    }

    @Test
    void aFileOfAnotherKindIsNotPrintedWhole() {
        String shown = of("?".repeat(100_000) + "\n" + "? ?\n".repeat(5000)).shown();
        assertThat(shown)
                .endsWith("\nand 4981 more: culvert check culvert.cfg shows them all")
                .hasSizeLessThan(RefusedLines.SHOWN_MAX * (RefusedLines.WIDTH_MAX + 200));
    }
}
