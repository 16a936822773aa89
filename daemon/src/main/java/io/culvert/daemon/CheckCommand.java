package io.culvert.daemon;

import io.culvert.commands.advice.Advice;
import io.culvert.commands.advice.Finding;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.commands.config.LineFinder;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says of each line what it does, or that it is refused; then what keeps those routers from finding each other.
@Command(
        name = "check",
        description = "Says of each line what it does, or that it is refused.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "configurations to read")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        boolean good = true;
        var texts = new TreeMap<String, String>();
        var configs = new TreeMap<String, RouterConfig>();
        for (Path file : files) {
            String text;
            try {
                // Like the lab: an octet that is no UTF-8 stands in somebody's description, and
                // spoils no line.
                text = new String(InputFiles.read(file), StandardCharsets.UTF_8);
            } catch (NoSuchFileException e) {
                spec.commandLine().getErr().println("there is no file " + file);
                return Exit.INPUT;
            } catch (IOException e) {
                spec.commandLine().getErr().println("cannot read " + file + ": " + e.getMessage());
                return Exit.INPUT;
            }
            ConfigLoader.Loaded loaded = ConfigLoader.load(file.toString(), text);
            spec.commandLine().getOut().print(ConfigLoader.report(loaded));
            texts.put(file.toString(), text);
            configs.put(file.toString(), loaded.config());
            good &= loaded.isGood();
        }
        var alone = new ArrayList<Finding>();
        configs.forEach((file, config) -> alone.addAll(Advice.alone(file, config)));
        print("warning: ", alone, texts);
        print("together: ", Advice.together(configs), texts);
        spec.commandLine().getOut().flush();
        return good ? Exit.HELD : Exit.FAILED;
    }

    /// What is wrong with good lines changes no exit status: that says whether all of them are understood.
    private void print(String head, List<Finding> findings, Map<String, String> texts) {
        var lines = new TreeMap<String, Iterator<Integer>>();
        texts.forEach(
                (file, text) ->
                        lines.put(
                                file,
                                LineFinder.lines(
                                                text,
                                                findings.stream()
                                                        .filter(each -> each.router().equals(file))
                                                        .map(each -> each.place().settled())
                                                        .toList())
                                        .iterator()));
        for (Finding finding : findings) {
            int line = Objects.requireNonNull(lines.get(finding.router())).next();
            spec.commandLine().getOut().println(head + finding.at(line));
        }
    }
}
