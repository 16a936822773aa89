package io.culvert.commands.interfaces;

import io.culvert.cli.Answer;
import java.util.List;

/// `show interfaces`.
record ShowInterfaces(List<InterfaceEntry> interfaces) implements Answer {
    ShowInterfaces {
        interfaces = List.copyOf(interfaces);
    }

    @Override
    public String text() {
        return String.join("", interfaces.stream().map(InterfaceText::of).toList());
    }
}
