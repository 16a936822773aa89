package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.OrderedMap;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.AaaConfig;
import io.culvert.router.config.AaaConfig.LoginMethod;
import io.culvert.router.config.AaaConfig.MethodList;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.ManagementConfig;
import io.culvert.router.config.management.ManagementConfig.Enable;
import io.culvert.router.config.management.User;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Who may log in: `username`, `enable`, and the lists of AAA that say how.
final class UserLines {
    private static final String NO_SERVERS =
            "%Note: servers are not asked; the method behind the group decides";
    private static final int ENABLE_LEVEL_DEFAULT = 15;

    private UserLines() {}

    static <T> BiFunction<RouterConfig, T, RouterConfig> managing(
            BiFunction<ManagementConfig, T, ManagementConfig> write) {
        return (config, value) -> config.withManagement(write.apply(config.management(), value));
    }

    static Line<RouterConfig> passwordEncryption() {
        return Line.flag(
                "service password-encryption",
                "Encrypt system passwords",
                config -> config.management().hidesPasswords(),
                managing(ManagementConfig::withHidesPasswords),
                ManagementConfig.DEFAULT.hidesPasswords());
    }

    static List<Declaration<RouterConfig>> enable() {
        return List.of(enableSecret(), enablePassword());
    }

    private static Line<RouterConfig> enableSecret() {
        var words = new CredentialWords();
        Arg<Integer> level = Args.integer(1, 15, "Level number");
        return Line.<RouterConfig>of(
                        words("enable", "Modify enable password parameters"),
                        oneOf(
                                words.secret(
                                        cut(),
                                        maybe(words("level", "Set exec level password"), level)),
                                words.hashing(
                                        maybe(words("level", "Set exec level password"), level))))
                .set(
                        (config, v) ->
                                enable(
                                        config,
                                        v.find(level).orElse(ENABLE_LEVEL_DEFAULT),
                                        was -> was.withSecret(words.read(v))))
                .unset(
                        (config, v) ->
                                enable(
                                        config,
                                        v.find(level).orElse(ENABLE_LEVEL_DEFAULT),
                                        was -> was.withSecret(Optional.empty())))
                .show(
                        config ->
                                config.management().enable().asMap().entrySet().stream()
                                        .flatMap(
                                                each ->
                                                        each
                                                                .getValue()
                                                                .secret()
                                                                .map(
                                                                        it ->
                                                                                words.add(
                                                                                        level(
                                                                                                level,
                                                                                                each
                                                                                                        .getKey()),
                                                                                        it))
                                                                .stream()));
    }

    private static Values level(Arg<Integer> arg, int level) {
        return level == ENABLE_LEVEL_DEFAULT ? Values.NONE : Values.of(arg, level);
    }

    private static RouterConfig enable(
            RouterConfig config, int level, Function<Enable, Enable> change) {
        ManagementConfig management = config.management();
        return config.withManagement(
                management.withEnable(level, change.apply(management.enable(level))));
    }

    private static Line<RouterConfig> enablePassword() {
        var words = new CredentialWords();
        Arg<Integer> level = Args.integer(1, 15, "Level number");
        return Line.<RouterConfig>of(
                        words("enable", "Modify enable password parameters"),
                        words.password(
                                cut(), maybe(words("level", "Set exec level password"), level)))
                .set(
                        (config, v) ->
                                enable(
                                        config,
                                        v.find(level).orElse(ENABLE_LEVEL_DEFAULT),
                                        was -> was.withPassword(words.read(v))))
                .unset(
                        (config, v) ->
                                enable(
                                        config,
                                        v.find(level).orElse(ENABLE_LEVEL_DEFAULT),
                                        was -> was.withPassword(Optional.empty())))
                .show(
                        config ->
                                config.management().enable().asMap().entrySet().stream()
                                        .flatMap(
                                                each ->
                                                        each
                                                                .getValue()
                                                                .password()
                                                                .map(
                                                                        it ->
                                                                                words.add(
                                                                                        level(
                                                                                                level,
                                                                                                each
                                                                                                        .getKey()),
                                                                                        it))
                                                                .stream()));
    }

    /// `username`: what a line leaves out stays as it was, as on IOS.
    static List<Declaration<RouterConfig>> users() {
        var words = new CredentialWords();
        Arg<String> name = Args.word("User name");
        Arg<Integer> privilege = Args.integer(0, 15, "User privilege level");
        Arg<Boolean> open =
                Args.flag("nopassword", "No password is required for the user to log in");
        return List.of(
                Line.<RouterConfig>of(
                                words("username", "Establish User Name Authentication"),
                                name,
                                cut(),
                                maybe(words("privilege", "Set user privilege level"), privilege),
                                maybe(
                                        oneOf(
                                                open,
                                                words.secret(),
                                                words.hashing(),
                                                words.password())))
                        .set(
                                (config, v) -> {
                                    var users = config.management().users();
                                    User user =
                                            users.get(v.get(name))
                                                    .orElseGet(() -> User.named(v.get(name)));
                                    if (v.has(privilege)) {
                                        user = user.withPrivilege(v.find(privilege));
                                    }
                                    if (v.has(open)) {
                                        user = user.withOpen(true);
                                    }
                                    var credential = words.read(v);
                                    if (credential.isPresent()) {
                                        user = user.withCredential(credential);
                                    }
                                    return withUsers(config, users.with(user.name(), user));
                                })
                        .unset(
                                (config, v) ->
                                        withUsers(
                                                config,
                                                config.management().users().without(v.get(name))))
                        .show(
                                config ->
                                        config.management().users().values().stream()
                                                .map(
                                                        user -> {
                                                            Values shown =
                                                                    Values.of(name, user.name())
                                                                            .and(
                                                                                    privilege,
                                                                                    user
                                                                                            .privilege())
                                                                            .andIf(
                                                                                    open,
                                                                                    user.open());
                                                            return user.credential()
                                                                    .map(it -> words.add(shown, it))
                                                                    .orElse(shown);
                                                        })));
    }

    private static RouterConfig withUsers(RouterConfig config, OrderedMap<String, User> users) {
        return config.withManagement(config.management().withUsers(users));
    }

    static List<Declaration<RouterConfig>> lists() {
        return List.of(
                list(
                        "aaa authentication login",
                        "Set authentication lists for logins.",
                        List.of(
                                Args.option(
                                        "local",
                                        LoginMethod.LOCAL,
                                        "Use local username authentication."),
                                Args.option(
                                        "local-case",
                                        LoginMethod.LOCAL_CASE,
                                        "Use case-sensitive local username authentication."),
                                Args.option(
                                        "enable",
                                        LoginMethod.ENABLE,
                                        "Use enable password for authentication."),
                                Args.option(
                                        "line",
                                        LoginMethod.LINE,
                                        "Use line password for authentication."),
                                Args.option("none", LoginMethod.NONE, "NO authentication.")),
                        AaaConfig::loginAuthentication,
                        AaaConfig::withLoginAuthentication),
                list(
                        "aaa authorization exec",
                        "For starting an exec (shell).",
                        List.of(
                                Args.option("local", LoginMethod.LOCAL, "Use local database."),
                                Args.option(
                                        "none",
                                        LoginMethod.NONE,
                                        "No authorization (always succeeds)."),
                                Args.option(
                                        "if-authenticated",
                                        LoginMethod.IF_AUTHENTICATED,
                                        "Succeed if user has authenticated.")),
                        AaaConfig::execAuthorization,
                        AaaConfig::withExecAuthorization));
    }

    private static Line<RouterConfig> list(
            String words,
            String help,
            List<Arg.Option<LoginMethod>> methods,
            Function<AaaConfig, OrderedMap<String, MethodList>> read,
            BiFunction<AaaConfig, OrderedMap<String, MethodList>, AaaConfig> write) {
        Arg<String> name = Args.word("Named list");
        Arg<String> group = Args.word("Server-group name");
        Arg<LoginMethod> method = Args.choice(methods);
        return Line.<RouterConfig>of(
                        words(words, help),
                        name,
                        cut(),
                        maybe(words("group", "Use Server-group"), group),
                        maybe(words("group", "Use Server-group"), group),
                        many(method))
                .trySet(
                        (config, v) -> {
                            RouterConfig after =
                                    config.withAaa(
                                            write.apply(
                                                    config.aaa(),
                                                    read.apply(config.aaa())
                                                            .with(
                                                                    v.get(name),
                                                                    new MethodList(
                                                                            v.all(group),
                                                                            v.all(method)))));
                            return v.has(group) ? Change.to(after, NO_SERVERS) : Change.to(after);
                        })
                .unset(
                        (config, v) ->
                                config.withAaa(
                                        write.apply(
                                                config.aaa(),
                                                read.apply(config.aaa()).without(v.get(name)))))
                .show(
                        config ->
                                read.apply(config.aaa()).asMap().entrySet().stream()
                                        .map(
                                                each ->
                                                        Values.of(name, each.getKey())
                                                                .andAll(
                                                                        group,
                                                                        each.getValue().groups())
                                                                .andAll(
                                                                        method,
                                                                        each.getValue()
                                                                                .methods())));
    }
}
