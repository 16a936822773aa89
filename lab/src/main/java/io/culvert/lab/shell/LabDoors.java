package io.culvert.lab.shell;

import io.culvert.lab.Network;
import java.io.IOException;
import java.util.List;

/// Doors to the nodes of a lab that runs in real time, as `daemon` supplies them.
public interface LabDoors extends AutoCloseable {
    /// Opens a door to every router. What comes in by one reaches the lab as [LabConsole.Input.Posted].
    ///
    /// @return what to tell whoever sits at the prompt
    /// @throws IOException with one sentence that says what the machine lacks
    List<String> open(Network network) throws IOException;

    @Override
    void close();

    /// No doors.
    LabDoors NONE =
            new LabDoors() {
                @Override
                public List<String> open(Network network) {
                    return List.of();
                }

                @Override
                public void close() {}
            };
}
