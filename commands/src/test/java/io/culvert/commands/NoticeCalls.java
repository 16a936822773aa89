package io.culvert.commands;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The messages that the sources give, collected where they are given: no table of them could be complete by itself.
///
/// @param severity a digit, or what decides it
/// @param sentence with `…` for what differs from message to message
record NoticeCalls(String facility, String severity, String mnemonic, String sentence) {
    private static final Pattern NEW =
            Pattern.compile("new Notice\\(\\s*\"(\\w+)\",\\s*([^,]+),\\s*\"(\\w+)\",\\s*");
    private static final Pattern CALL =
            Pattern.compile("\\bnotice\\(\\s*([^,\"]+),\\s*\"(\\w+)\",\\s*");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// What the short form of a call stands for, by the start of the file's path.
    private static final Map<String, String> FACILITIES =
            new TreeMap<>(Map.of("bgp/", "BGP", "ike/", "IKEV2", "mgmt/", "SEC_LOGIN"));

    /// By what they print first: facility, severity and mnemonic.
    static SortedMap<String, NoticeCalls> all() {
        var all = new TreeMap<String, NoticeCalls>();
        Path root = Repository.root();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        for (Path file : files.sorted().toList()) {
                            if (file.toString().endsWith(".java")) {
                                in(root.relativize(file).toString(), Files.readString(file))
                                        .forEach(
                                                call ->
                                                        all.merge(
                                                                call.id(), call, NoticeCalls::or));
                            }
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private String id() {
        return facility + "-" + severity + "-" + mnemonic;
    }

    private NoticeCalls or(NoticeCalls other) {
        return sentence.contains(other.sentence)
                ? this
                : new NoticeCalls(
                        facility, severity, mnemonic, sentence + "; or: " + other.sentence);
    }

    private static List<NoticeCalls> in(String path, String code) {
        var found = new ArrayList<NoticeCalls>();
        NEW.matcher(code)
                .results()
                .forEach(
                        hit ->
                                found.add(
                                        new NoticeCalls(
                                                hit.group(1),
                                                severity(hit.group(2)),
                                                hit.group(3),
                                                sentence(code, hit))));
        FACILITIES.entrySet().stream()
                .filter(each -> path.startsWith(each.getKey()))
                .forEach(
                        each ->
                                CALL.matcher(code)
                                        .results()
                                        .forEach(
                                                hit ->
                                                        found.add(
                                                                new NoticeCalls(
                                                                        each.getValue(),
                                                                        severity(hit.group(1)),
                                                                        hit.group(2),
                                                                        sentence(code, hit)))));
        return found;
    }

    private static String severity(String code) {
        return code.strip().matches("[0-7]") ? code.strip() : "n";
    }

    /// The literals of the last argument, which ends where its parenthesis closes.
    private static String sentence(String code, MatchResult hit) {
        int depth = 1;
        int at = hit.end();
        boolean inLiteral = false;
        for (; at < code.length() && depth > 0; at++) {
            char here = code.charAt(at);
            if (here == '\\' && inLiteral) {
                at++;
            } else if (here == '"') {
                inLiteral = !inLiteral;
            } else if (!inLiteral) {
                depth += here == '(' ? 1 : here == ')' ? -1 : 0;
            }
        }
        String argument = code.substring(hit.end(), at - 1).strip();
        String joined =
                LITERAL.matcher(argument)
                        .results()
                        .map(literal -> literal.group(1).replace("\\\"", "\""))
                        .collect(Collectors.joining("…"));
        String begun = argument.startsWith("\"") ? joined : "…" + joined;
        String whole = argument.endsWith("\"") ? begun : begun + "…";
        return whole.replaceAll("…+", "…");
    }
}
