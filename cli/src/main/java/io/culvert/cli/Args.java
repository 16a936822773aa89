package io.culvert.cli;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The forms an operand can have.
public final class Args {
    private Args() {}

    public static Arg<Integer> integer(int least, int most, String help) {
        return number(least, most, help, Long::intValue);
    }

    public static Arg<Long> unsigned(long least, long most, String help) {
        return number(least, most, help, value -> value);
    }

    private static <T extends Number> Arg<T> number(
            long least, long most, String help, Function<Long, T> narrow) {
        return typed(
                "<" + least + "-" + most + ">",
                help,
                text ->
                        text.matches("[0-9]{1,18}")
                                ? Optional.of(Long.parseLong(text))
                                        .filter(value -> value >= least && value <= most)
                                        .map(narrow)
                                : Optional.empty(),
                Object::toString);
    }

    /// A word with a form of its own.
    ///
    /// @param display what help shows for it, such as `ASN:nn or IP-address:nn`
    public static <T> Arg<T> typed(
            String display,
            String help,
            Function<String, Optional<T>> read,
            Function<T, String> print) {
        return new Arg<>(Arg.Span.TYPED, display, help, read, print, List.of());
    }

    /// Any word, such as a name.
    public static Arg<String> word(String help) {
        return new Arg<>(Arg.Span.WORD, "WORD", help, Optional::of, text -> text, List.of());
    }

    /// A name that stands for a value.
    public static <T> Arg<T> word(
            String help, Function<String, Optional<T>> read, Function<T, String> print) {
        return new Arg<>(Arg.Span.WORD, "WORD", help, read, print, List.of());
    }

    /// The rest of the line.
    public static Arg<String> line(String help) {
        return new Arg<>(Arg.Span.REST, "LINE", help, Optional::of, text -> text, List.of());
    }

    /// The rest of the line, as a value.
    public static <T> Arg<T> line(
            String help, Function<String, Optional<T>> read, Function<T, String> print) {
        return new Arg<>(Arg.Span.REST, "LINE", help, read, print, List.of());
    }

    /// Text between delimiters: the first character of the operand, or `^C` in its two-character spelling.
    public static Arg<String> delimited(String help) {
        return new Arg<>(
                Arg.Span.DELIMITED, "LINE", help, Optional::of, Args::withDelimiters, List.of());
    }

    /// Lines of hexadecimal digits that end with `quit`; a line that has none below it goes without.
    public static Arg<Bytes> hexLines() {
        return new Arg<>(
                Arg.Span.HEX_LINES,
                "HEX",
                "Hexadecimal digits",
                _ -> Optional.empty(),
                Args::hexBody,
                List.of());
    }

    /// Lines below this one, up to one that says `exit`, together as a value.
    public static <T> Arg<T> textLines(
            String help, Function<String, Optional<T>> read, Function<T, String> print) {
        return new Arg<>(
                Arg.Span.TEXT_LINES,
                "LINES",
                help,
                read,
                value -> "\n" + print.apply(value).indent(4) + "   exit",
                List.of());
    }

    public static Arg<Ipv4Address> ipv4(String help) {
        return typed("A.B.C.D", help, Ipv4Address::parse, Ipv4Address::toString);
    }

    public static Arg<Ipv6Address> ipv6(String help) {
        return typed("X:X:X:X::X", help, Ipv6Address::parse, Ipv6Address::toString);
    }

    /// An address of either family.
    public static Arg<IpAddress> address(String help) {
        return typed("A.B.C.D", help, IpAddress::parse, IpAddress::toString);
    }

    /// A netmask, as the length of its prefix; one with holes is not read.
    public static Arg<Integer> netmask(String help) {
        return typed(
                "A.B.C.D",
                help,
                text -> Ipv4Address.parse(text).flatMap(Prefix::lengthOfMask),
                length -> new Ipv4Address(Ipv4Address.mask(length)).toString());
    }

    /// `A.B.C.D/nn`, without bits beyond the length.
    public static Arg<Prefix> ipv4Prefix(String help) {
        return typed(
                "A.B.C.D/nn",
                help,
                text -> Prefix.parse(text).filter(Args::isIpv4),
                Prefix::toString);
    }

    /// `X:X:X:X::X/nn`, without bits beyond the length.
    public static Arg<Prefix> ipv6Prefix(String help) {
        return typed(
                "X:X:X:X::X/<0-128>",
                help,
                text -> Prefix.parse(text).filter(prefix -> !isIpv4(prefix)),
                Prefix::toString);
    }

    private static boolean isIpv4(Prefix prefix) {
        return prefix.address().isIpv4();
    }

    /// An interface of one of the kinds, or of any kind when none is given.
    public static Arg<InterfaceName> interfaceName(String help, InterfaceKind... kinds) {
        List<InterfaceKind> allowed =
                kinds.length == 0 ? List.of(InterfaceKind.values()) : List.of(kinds);
        List<Arg.Option<InterfaceName>> shown =
                allowed.stream()
                        .map(
                                kind ->
                                        new Arg.Option<>(
                                                kind.longName(),
                                                new InterfaceName(kind, "0"),
                                                "Interface",
                                                true))
                        .toList();
        return new Arg<>(
                Arg.Span.INTERFACE,
                "INTERFACE",
                help,
                text -> readInterface(text, allowed),
                InterfaceName::toString,
                shown);
    }

    /// Prefers the allowed kinds, so that `no interface v1` needs no more letters than the place has choices.
    private static Optional<InterfaceName> readInterface(String text, List<InterfaceKind> allowed) {
        Optional<InterfaceName> name = InterfaceName.parse(text);
        if (name.isPresent() && !allowed.contains(name.get().kind())) {
            return allowed.stream()
                    .filter(
                            kind ->
                                    InterfaceName.parse(kind.longName() + name.get().number())
                                            .isPresent())
                    .filter(kind -> isAbbreviation(text, kind))
                    .findFirst()
                    .map(kind -> new InterfaceName(kind, name.get().number()));
        }
        return name;
    }

    private static boolean isAbbreviation(String text, InterfaceKind kind) {
        String letters = text.replaceFirst("[ 0-9].*", "").toLowerCase(Locale.ROOT);
        return kind.longName().toLowerCase(Locale.ROOT).startsWith(letters);
    }

    /// One of a few keywords.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> Arg<T> choice(Arg.Option<T>... options) {
        return choice(Arrays.asList(options));
    }

    /// One of a few keywords.
    public static <T> Arg<T> choice(List<Arg.Option<T>> options) {
        List<Arg.Option<T>> list = List.copyOf(options);
        return new Arg<>(
                Arg.Span.KEYWORD,
                String.join(
                        "|",
                        list.stream().filter(Arg.Option::shown).map(Arg.Option::word).toList()),
                "",
                _ -> Optional.empty(),
                value ->
                        list.stream()
                                .filter(option -> option.value().equals(value))
                                .findFirst()
                                .orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "no keyword stands for " + value))
                                .word(),
                list);
    }

    public static <T> Arg.Option<T> option(String word, T value, String help) {
        return new Arg.Option<>(word, value, help, true);
    }

    /// A keyword whose presence is the value.
    public static Arg<Boolean> flag(String word, String help) {
        return choice(option(word, true, help));
    }

    private static String withDelimiters(String text) {
        List<String> delimiters =
                new ArrayList<>(List.of("^C", "#", "%", "$", "@", "~", "`", "\u0003"));
        delimiters.removeIf(text::contains);
        String delimiter = delimiters.isEmpty() ? "\u0003" : delimiters.getFirst();
        return delimiter + text + delimiter;
    }

    /// IOS's layout: eight groups of eight digits a line.
    private static String hexBody(Bytes body) {
        String digits = body.toString().toUpperCase(Locale.ROOT);
        var text = new StringBuilder();
        for (int at = 0; at < digits.length(); at += 8) {
            text.append(at % 64 == 0 ? "\n  " : " ")
                    .append(digits, at, Math.min(at + 8, digits.length()));
        }
        return text.append("\n  quit").toString();
    }
}
