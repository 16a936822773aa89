package io.culvert.commands;

import java.io.IOException;
import java.io.OutputStream;

/// A file that a command writes because the operator named it. Nobody but the operator may read it.
///
/// @param path as the operator typed it; where it lies is the machine's to say
public record OperatorFile(String path, Content content) {
    /// Writes all of the file, and leaves the stream open.
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
