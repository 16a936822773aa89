package io.culvert.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Java source of the repository.
///
/// @param module the module, or nothing for those below `verify`
/// @param code the text with comments and the insides of literals blanked out, every line and column as it was
record SourceFile(Path path, @Nullable Module module, boolean isTest, String text, String code) {
    /// Text blocks, strings, characters, comments; each loop is one that Java's matcher runs without recursion, as a text block
    /// can be longer than its stack.
    private static final Pattern BLANKED =
            Pattern.compile(
                    "(?s)\"\"\".*?(?<!\\\\)\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\n]|\\\\.)++'|//[^\n]*+|/\\*.*?\\*/");

    static final Path ROOT =
            Path.of(System.getProperty("basedir", ""))
                    .toAbsolutePath()
                    .resolve("../..")
                    .normalize();

    static final List<SourceFile> ALL = readAll();

    private static List<SourceFile> readAll() {
        try (Stream<Path> folders = Files.list(ROOT);
                Stream<Path> verify = Files.list(ROOT.resolve("verify"))) {
            return Stream.concat(folders, verify)
                    .filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.resolve("src"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .flatMap(SourceFile::below)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<SourceFile> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/broken/"))
                    .sorted()
                    .map(SourceFile::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile read(Path file) {
        try {
            Path inside = ROOT.relativize(file);
            Module module = Module.ofFolder(inside.getName(0).toString()).orElse(null);
            return of(inside, module, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SourceFile of(Path path, @Nullable Module module, String text) {
        boolean isTest = path.toString().contains("src/test/");
        return new SourceFile(path, module, isTest, text, blanked(text));
    }

    private static String blanked(String text) {
        return BLANKED.matcher(text)
                .replaceAll(
                        match -> {
                            String found = match.group();
                            String blank = found.replaceAll("[^\n]", " ");
                            // The quotes stay, so that an argument stays an argument.
                            return found.startsWith("/") || found.length() < 2
                                    ? blank
                                    : "\"" + blank.substring(1, found.length() - 1) + "\"";
                        });
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }

    /// Main code whose outputs must be a function of its inputs.
    boolean isDeterministic() {
        return !isTest && module != null && !Module.WORLDLY.contains(module);
    }

    String typeName() {
        String inside = path.toString().replaceFirst(".*/java/", "");
        return inside.substring(0, inside.length() - ".java".length()).replace('/', '.');
    }

    Finding finding(int offset) {
        int line =
                1 + (int) IntStream.range(0, offset).filter(at -> code.charAt(at) == '\n').count();
        String what =
                Optional.of(text.lines().skip(line - 1L).findFirst().orElse("")).get().strip();
        return new Finding(typeName(), path + ":" + line, what);
    }
}
