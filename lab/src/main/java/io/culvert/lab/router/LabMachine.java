package io.culvert.lab.router;

import io.culvert.commands.Console;
import io.culvert.commands.OperatorFile;
import io.culvert.lab.LabFiles;
import io.culvert.lab.RouterFactory.Shared;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/// What a router of a lab has for a machine: cables that the topology plugs in, and a folder of its own for files. A lab is run
/// again and again, so that what an earlier run wrote is replaced.
final class LabMachine implements Console.Machine {
    private final String node;
    private final Shared shared;

    LabMachine(String node, Shared shared) {
        this.node = node;
        this.shared = shared;
    }

    @Override
    public Optional<String> prepare(RouterConfig after) {
        return Optional.empty();
    }

    @Override
    public Optional<String> write(OperatorFile file) {
        if (file.path().startsWith("/") || Arrays.asList(file.path().split("/")).contains("..")) {
            return Optional.of("A router of a lab writes below " + own("") + " alone");
        }
        try (OutputStream out = shared.files().createPrivate(own(file.path()))) {
            file.content().writeTo(out);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(own(file.path()) + " cannot be written: " + e.getMessage());
        }
    }

    private String own(String path) {
        return LabFiles.in(LabFiles.in(shared.folder(), node), path);
    }
}
