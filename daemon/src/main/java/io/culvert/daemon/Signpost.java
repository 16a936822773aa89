package io.culvert.daemon;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A subcommand that does nothing here and says in one sentence what to do instead, whatever its arguments.
abstract class Signpost implements Callable<Integer> {
    @Spec private CommandSpec spec;
    private final String sentence;

    Signpost(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public final Integer call() {
        spec.commandLine().getErr().println(sentence);
        return Exit.ENVIRONMENT;
    }
}
