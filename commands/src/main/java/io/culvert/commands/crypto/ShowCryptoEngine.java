package io.culvert.commands.crypto;

import io.culvert.cli.Answer;

/// `show crypto engine brief`: which cipher library works on packets.
record ShowCryptoEngine(String name, String type, String state) implements Answer {
    static ShowCryptoEngine of(String name) {
        return new ShowCryptoEngine(name, "software", "installed");
    }

    @Override
    public String text() {
        return """
                        crypto engine name:  %s
                        crypto engine type:  %s
                       crypto engine state:  %s
                     crypto engine in slot:  N/A
                """
                .formatted(name, type, state);
    }
}
