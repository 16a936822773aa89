package io.culvert.router;

/// What `debug` can print of: the events that reach an engine and the orders that it gives.
public enum DebugTopic {
    NHRP("nhrp", "NHRP protocol debugging");

    private final String word;
    private final String title;

    DebugTopic(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /// As it is typed.
    public String word() {
        return word;
    }

    /// As `show debugging` prints it.
    public String title() {
        return title;
    }
}
