package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LineSettings;
import io.culvert.router.config.management.LineSettings.Login;
import io.culvert.router.config.management.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `line con`, `line aux` and `line vty` with what is set there.
final class TerminalLines {
    private static final int VTY_FIRST_GROUP = 5;
    private static final Status NO_EFFECT =
            Status.accepted("there is no such terminal behind a line of this router");

    /// The settings of several lines; a setting is made for all of them.
    private record Group(List<LineSettings> lines) {
        LineSettings first() {
            return lines.getFirst();
        }

        Group map(UnaryOperator<LineSettings> change) {
            return new Group(lines.stream().map(change).toList());
        }
    }

    private TerminalLines() {}

    static List<Declaration<RouterConfig>> blocks() {
        return List.of(
                single("con", Lines::console, Lines::withConsole),
                single("aux", Lines::auxiliary, Lines::withAuxiliary),
                vty());
    }

    private static Block<RouterConfig, Group> single(
            String word,
            Function<Lines, Optional<LineSettings>> read,
            BiFunction<Lines, Optional<LineSettings>, Lines> write) {
        Arg<Integer> number = Args.integer(0, 0, "Line number");
        return Block.<RouterConfig, Group>of(
                        seq(words("line " + word, "Terminal line"), number),
                        "config-line",
                        config ->
                                read.apply(lines(config)).map(_ -> Values.of(number, 0)).stream()
                                        .toList(),
                        (config, _) ->
                                read.apply(lines(config)).map(line -> new Group(List.of(line))),
                        _ -> new Group(List.of(LineSettings.DEFAULT)),
                        (config, _, group) ->
                                withLines(
                                        config,
                                        write.apply(lines(config), Optional.of(group.first()))))
                .removing(
                        (config, _) ->
                                withLines(config, write.apply(lines(config), Optional.empty())))
                .with(settings());
    }

    private static Lines lines(RouterConfig config) {
        return config.management().lines();
    }

    private static RouterConfig withLines(RouterConfig config, Lines lines) {
        return config.withManagement(config.management().withLines(lines));
    }

    private static Block<RouterConfig, Group> vty() {
        Arg<Integer> first = Args.integer(0, Lines.VTY_MAX - 1, "First Line number");
        Arg<Integer> last = Args.integer(1, Lines.VTY_MAX - 1, "Last Line number");
        return Block.<RouterConfig, Group>of(
                        seq(words("line vty", "Virtual terminal"), first, maybe(last)),
                        "config-line",
                        config -> groups(lines(config).vty(), first, last),
                        (config, v) -> found(lines(config).vty(), v, first, last),
                        v -> fresh(size(v, first, last)),
                        (config, v, group) -> put(config, v.get(first), group))
                .opening(
                        (config, v, before) -> {
                            List<LineSettings> vty = lines(config).vty();
                            int end = v.find(last).orElse(v.get(first));
                            if (end < v.get(first)) {
                                return Change.refused("% The last line stands before the first");
                            }
                            boolean areThere = end < vty.size();
                            return Change.to(
                                    before.orElseGet(
                                            () ->
                                                    areThere
                                                            ? fresh(size(v, first, last))
                                                            : mixed(vty, v.get(first), end)));
                        })
                .tryRemoving(
                        (config, v) ->
                                v.get(first) < VTY_FIRST_GROUP
                                        ? Change.refused("% Can't delete last 5 VTY lines")
                                        : Change.to(withoutFrom(config, v.get(first))))
                .with(settings());
    }

    private static int size(Values v, Arg<Integer> first, Arg<Integer> last) {
        return v.find(last).orElse(v.get(first)) - v.get(first) + 1;
    }

    private static Group fresh(int size) {
        return new Group(IntStream.range(0, size).mapToObj(_ -> LineSettings.DEFAULT).toList());
    }

    private static Group mixed(List<LineSettings> vty, int first, int last) {
        return new Group(
                IntStream.rangeClosed(first, last)
                        .mapToObj(i -> i < vty.size() ? vty.get(i) : LineSettings.DEFAULT)
                        .toList());
    }

    private static Optional<Group> found(
            List<LineSettings> vty, Values v, Arg<Integer> first, Arg<Integer> last) {
        int end = v.find(last).orElse(v.get(first));
        return end >= v.get(first) && end < vty.size()
                ? Optional.of(new Group(vty.subList(v.get(first), end + 1)))
                : Optional.empty();
    }

    private static RouterConfig put(RouterConfig config, int first, Group group) {
        var all = new ArrayList<>(lines(config).vty());
        while (all.size() < first + group.lines().size()) {
            all.add(LineSettings.DEFAULT);
        }
        for (int i = 0; i < group.lines().size(); i++) {
            all.set(first + i, group.lines().get(i));
        }
        return withLines(config, lines(config).withVty(all));
    }

    private static RouterConfig withoutFrom(RouterConfig config, int first) {
        List<LineSettings> vty = lines(config).vty();
        return withLines(
                config, lines(config).withVty(vty.subList(0, Math.min(first, vty.size()))));
    }

    /// Neighbours that are set alike stand together; the first five always apart from the others, as on IOS.
    private static List<Values> groups(
            List<LineSettings> vty, Arg<Integer> first, Arg<Integer> last) {
        var groups = new ArrayList<Values>();
        int from = 0;
        for (int i = 1; i <= vty.size(); i++) {
            if (i == vty.size() || i == VTY_FIRST_GROUP || !vty.get(i).equals(vty.get(from))) {
                Values group = Values.of(first, from);
                groups.add(i - 1 > from ? group.and(last, i - 1) : group);
                from = i;
            }
        }
        return groups;
    }

    private static <T> Line<Group> leaf(
            String words,
            String help,
            Arg<T> arg,
            Function<LineSettings, T> read,
            BiFunction<LineSettings, T, LineSettings> write) {
        return Line.leaf(
                words,
                help,
                arg,
                group -> read.apply(group.first()),
                (group, value) -> group.map(line -> write.apply(line, value)),
                read.apply(LineSettings.DEFAULT));
    }

    private static <T> Line<Group> maybeLeaf(
            String words,
            String help,
            Arg<T> arg,
            Function<LineSettings, Optional<T>> read,
            BiFunction<LineSettings, Optional<T>, LineSettings> write) {
        return Line.maybe(
                words,
                help,
                arg,
                group -> read.apply(group.first()),
                (group, value) -> group.map(line -> write.apply(line, value)));
    }

    private static List<Declaration<Group>> settings() {
        var all = new ArrayList<Declaration<Group>>();
        all.add(accessClass());
        all.add(execTimeout());
        all.add(
                leaf(
                        "privilege level",
                        "Assign default privilege level for line",
                        Args.integer(0, 15, "Default privilege level for line"),
                        LineSettings::privilege,
                        LineSettings::withPrivilege));
        all.add(password());
        all.add(
                leaf(
                        "authorization exec",
                        "For starting an exec (shell)",
                        Args.word("Use an authorization list with this name"),
                        LineSettings::authorization,
                        LineSettings::withAuthorization));
        all.add(synchronous());
        all.add(login());
        all.add(
                maybeLeaf(
                        "length",
                        "Set number of lines on a screen",
                        Args.integer(0, 512, "Number of lines on screen (0 for no pausing)"),
                        LineSettings::length,
                        LineSettings::withLength));
        all.add(
                maybeLeaf(
                        "width",
                        "Set width of the display terminal",
                        Args.integer(0, 512, "Number of characters on a screen line"),
                        LineSettings::width,
                        LineSettings::withWidth));
        all.add(transport());
        for (String words :
                List.of(
                        "transport output",
                        "transport preferred",
                        "exec",
                        "history",
                        "session-timeout",
                        "stopbits",
                        "speed",
                        "rotary",
                        "escape-character",
                        "activation-character",
                        "notify",
                        "international",
                        "modem",
                        "flowcontrol",
                        "databits",
                        "parity",
                        "ip netmask-format")) {
            all.add(other(words));
        }
        return all;
    }

    private static Line<Group> accessClass() {
        Arg<String> name = Args.word("IP access list");
        Arg<Boolean> vrfAlso = Args.flag("vrf-also", "Same access list is applied for all VRFs");
        return Line.<Group>of(
                        words("access-class", "Filter connections based on an IP access list"),
                        name,
                        words("in", "Filter incoming connections"),
                        maybe(vrfAlso))
                .set(
                        (group, v) ->
                                group.map(line -> line.withAccessClass(Optional.of(v.get(name)))))
                .unset((group, _) -> group.map(line -> line.withAccessClass(Optional.empty())))
                .show(
                        group ->
                                group
                                        .first()
                                        .accessClass()
                                        .map(list -> Values.of(name, list))
                                        .stream());
    }

    private static Line<Group> execTimeout() {
        Arg<Integer> minutes = Args.integer(0, 35_791, "Timeout in minutes");
        Arg<Integer> seconds = Args.integer(0, 2_147_483, "Timeout in seconds");
        return Line.<Group>of(
                        words("exec-timeout", "Set the EXEC timeout"),
                        cut(),
                        minutes,
                        maybe(seconds))
                .set(
                        (group, v) ->
                                group.map(
                                        line ->
                                                line.withExecTimeoutSeconds(
                                                        v.get(minutes) * 60
                                                                + v.find(seconds).orElse(0))))
                .unset((group, _) -> group.map(line -> line.withExecTimeoutSeconds(0)))
                .show(
                        group ->
                                Stream.of(group.first().execTimeoutSeconds())
                                        .filter(
                                                held ->
                                                        held
                                                                != LineSettings.DEFAULT
                                                                        .execTimeoutSeconds())
                                        .map(
                                                held ->
                                                        Values.of(minutes, held / 60)
                                                                .and(seconds, held % 60)));
    }

    private static Line<Group> password() {
        var words = new CredentialWords();
        return Line.<Group>of(words.password(cut()))
                .set((group, v) -> group.map(line -> line.withPassword(words.read(v))))
                .unset((group, _) -> group.map(line -> line.withPassword(Optional.empty())))
                .show(
                        group ->
                                group
                                        .first()
                                        .password()
                                        .map(held -> words.add(Values.NONE, held))
                                        .stream());
    }

    private static Line<Group> synchronous() {
        Arg<String> more = Args.line("As on IOS");
        return Line.<Group>of(
                        words("logging synchronous", "Synchronized message output"), maybe(more))
                .set((group, _) -> group.map(line -> line.withSynchronous(true)))
                .unset((group, _) -> group.map(line -> line.withSynchronous(false)))
                .show(
                        group ->
                                group.first().synchronous()
                                        ? Stream.of(Values.NONE)
                                        : Stream.empty());
    }

    private static Line<Group> login() {
        Arg<Boolean> local = Args.flag("local", "Local password checking");
        Arg<String> list = Args.word("Use an authentication list with this name");
        return Line.<Group>of(
                        words("login", "Enable password checking"),
                        cut(),
                        maybe(
                                oneOf(
                                        local,
                                        seq(
                                                words(
                                                        "authentication",
                                                        "Authentication parameters."),
                                                list))))
                .set(
                        (group, v) ->
                                group.map(
                                        line ->
                                                v.has(list)
                                                        ? line.withAuthentication(v.get(list))
                                                        : line.withLogin(
                                                                v.has(local)
                                                                        ? Login.LOCAL
                                                                        : Login.LINE)))
                .unset(
                        (group, v) ->
                                group.map(
                                        line ->
                                                v.has(list)
                                                        ? line.withAuthentication(
                                                                LineSettings.LIST_DEFAULT)
                                                        : line.withLogin(Login.NONE)))
                .showing(group -> shownLogin(group.first(), local, list));
    }

    private static Stream<Line.Shown> shownLogin(
            LineSettings line, Arg<Boolean> local, Arg<String> list) {
        Stream<Line.Shown> own =
                switch (line.login()) {
                    case UNSAID -> Stream.empty();
                    case LOCAL -> Stream.of(new Line.Shown(false, Values.of(local, true)));
                    case LINE -> Stream.of(new Line.Shown(false, Values.NONE));
                    case NONE -> Stream.of(new Line.Shown(true, Values.NONE));
                };
        return line.authentication().equals(LineSettings.LIST_DEFAULT)
                ? own
                : Stream.concat(
                        own,
                        Stream.of(new Line.Shown(false, Values.of(list, line.authentication()))));
    }

    private static Line<Group> transport() {
        Arg<String> protocol =
                Args.choice(
                        Args.option("all", "all", "All protocols"),
                        Args.option("none", "none", "No protocols"),
                        Args.option("ssh", "ssh", "TCP/IP SSH protocol"),
                        Args.option("telnet", "telnet", "TCP/IP Telnet protocol"));
        return Line.<Group>of(
                        words("transport input", "Which protocols to use when connecting to line"),
                        cut(),
                        many(protocol))
                .set((group, v) -> group.map(line -> line.withTransports(v.all(protocol))))
                .unset((group, _) -> group.map(line -> line.withTransports(List.of("none"))))
                .show(
                        group ->
                                Stream.of(group.first().transports())
                                        .filter(
                                                held ->
                                                        !held.equals(
                                                                LineSettings.DEFAULT.transports()))
                                        .map(held -> Values.NONE.andAll(protocol, held)));
    }

    /// A line without effect; `no` takes it away, or is kept itself.
    private static Line<Group> other(String words) {
        Arg<String> text = Args.line("As on IOS");
        return Line.<Group>of(words(words, "Accepted without effect"), cut(), maybe(text))
                .set(
                        (group, v) ->
                                group.map(
                                        line ->
                                                line.withOthers(
                                                        line.others()
                                                                .with(
                                                                        words,
                                                                        v.find(text).orElse("")))))
                .unset(
                        (group, _) ->
                                group.map(
                                        line ->
                                                line.withOthers(
                                                        line.others().has(words)
                                                                        && !isNo(line, words)
                                                                ? line.others().without(words)
                                                                : line.others().with(words, NO))))
                .showing(
                        group ->
                                group.first().others().get(words).stream()
                                        .map(
                                                held ->
                                                        held.equals(NO)
                                                                ? new Line.Shown(true, Values.NONE)
                                                                : new Line.Shown(
                                                                        false,
                                                                        held.isEmpty()
                                                                                ? Values.NONE
                                                                                : Values.of(
                                                                                        text,
                                                                                        held))))
                .status(NO_EFFECT);
    }

    /// No line says this: operands have no line feed.
    private static final String NO = "\n";

    private static boolean isNo(LineSettings line, String words) {
        return line.others().get(words).filter(NO::equals).isPresent();
    }
}
