package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.system.ShowConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// `show interfaces X configuration`.
record ShowInterfaceConfiguration(
        InterfaceName name, Optional<InterfaceName> template, List<String> lines)
        implements Answer {
    ShowInterfaceConfiguration {
        lines = List.copyOf(lines);
    }

    @Override
    public String text() {
        String source = ShowConfiguration.source(lines);
        return name
                + " is in use"
                + template.map(other -> ", cloned from " + other).orElse("")
                + "\n\nDerived configuration : "
                + source.getBytes(StandardCharsets.UTF_8).length
                + " bytes\n"
                + source
                + "end\n";
    }
}
