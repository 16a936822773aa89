package io.culvert.mgmt.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.mgmt.ssh.Keyboard.Break;
import io.culvert.mgmt.ssh.Keyboard.Event;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyboardTest {
    private static Keyboard typed(String text) {
        var keyboard = new Keyboard();
        keyboard.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return keyboard;
    }

    private static Optional<Event> next(Keyboard keyboard) throws InterruptedException {
        return keyboard.next(Duration.ZERO);
    }

    @Test
    void keysComeInOrderAndThenTheEnd() throws InterruptedException {
        Keyboard keyboard = typed("ä!");
        assertThat(next(keyboard)).contains(new Event.Key('ä'));
        assertThat(next(keyboard)).contains(new Event.Key('!'));
        assertThat(next(keyboard)).contains(new Event.Closed());
        assertThat(next(keyboard)).isEmpty();
    }

    @Test
    void theEscapeSequenceEndsACommandAndWhatStandsBeforeItIsForgotten()
            throws InterruptedException {
        Keyboard keyboard = typed("abc\036d");
        assertThat(keyboard.interrupted(Duration.ZERO, false)).isEqualTo(Break.INTERRUPT);
        assertThat(next(keyboard)).contains(new Event.Key('d'));
    }

    @Test
    void whatIsTypedAheadIsKept() throws InterruptedException {
        var keyboard = new Keyboard();
        keyboard.message("one");
        assertThat(keyboard.interrupted(Duration.ZERO, false)).isEqualTo(Break.NONE);
        assertThat(next(keyboard)).contains(new Event.Message("one"));
        assertThat(typed("x").interrupted(Duration.ZERO, false)).isEqualTo(Break.CLOSED);
    }

    @Test
    void theEndOfAScriptWaitsForItsCommands() throws InterruptedException {
        Keyboard keyboard = typed("x");
        assertThat(keyboard.interrupted(Duration.ZERO, true)).isEqualTo(Break.NONE);
        assertThat(next(keyboard)).contains(new Event.Key('x'));
        assertThat(next(keyboard)).contains(new Event.Closed());
    }

    @Test
    void messagesThatNobodyReadsAreDropped() throws InterruptedException {
        var keyboard = new Keyboard();
        for (int i = 0; i < 2 * Keyboard.MESSAGES_MAX; i++) {
            keyboard.message("message " + i);
        }
        int kept = 0;
        while (next(keyboard).isPresent()) {
            kept++;
        }
        assertThat(kept).isEqualTo(Keyboard.MESSAGES_MAX);
    }
}
