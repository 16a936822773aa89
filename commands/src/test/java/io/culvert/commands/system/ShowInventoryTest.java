package io.culvert.commands.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShowInventoryTest {
    @Test
    void theProgramIsAllOfTheHardware() {
        assertThat(ShowInventory.own().text())
                .isEqualTo(
                        """
                        NAME: "Chassis", DESCR: "Culvert Software Router"
                        PID: CULVERT           , VID: 0.1.0, SN:

                        """);
    }

    /// As the template of ntc-templates for this command reads it.
    @Test
    void everyLineIsOneThatToolsKnow() {
        assertThat(ShowInventory.own().text().lines().toList())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches("NAME:\\s+\"(.*)\",\\s+DESCR:\\s+\"(.*)\""),
                        line ->
                                assertThat(line)
                                        .matches("PID:\\s+\\S+.*,.*VID:\\s+\\S*\\s*,.*SN:.*"),
                        line -> assertThat(line).isEmpty());
    }
}
