package io.culvert.mgmt.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeatsTest {
    private final Seats seats = new Seats();

    @Test
    void theFirstFreeLineThatFitsIsTaken() {
        assertThat(seats.look(3, _ -> true)).contains(0);
        assertThat(seats.take(3, _ -> true)).contains(0);
        assertThat(seats.take(3, line -> line != 1)).contains(2);
        assertThat(seats.take(3, line -> line != 1)).isEmpty();
        seats.give(0);
        assertThat(seats.take(3, _ -> true)).contains(0);
        assertThat(seats.take(3, _ -> true)).contains(1);
        assertThat(seats.take(3, _ -> true)).isEmpty();
    }
}
