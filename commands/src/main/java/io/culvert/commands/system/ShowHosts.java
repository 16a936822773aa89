package io.culvert.commands.system;

import io.culvert.cli.Answer;
import java.util.Optional;

/// `show hosts`. Names are looked up nowhere.
record ShowHosts(Optional<String> domain) implements Answer {
    @Override
    public String text() {
        return "Default domain is "
                + domain.orElse("not set")
                + "\nName/address lookup uses static mappings\n";
    }
}
