package io.culvert.router.config.management;

import io.culvert.base.OrderedMap;
import java.util.List;
import java.util.Optional;

/// What one terminal line is set to.
///
/// @param password of the line itself, for `login` without more
/// @param authentication list of `aaa authentication login`, with `aaa new-model`
/// @param authorization list of `aaa authorization exec`
/// @param execTimeoutSeconds how long nothing may be typed; 0 for ever
/// @param length lines of a page; 0 for no pages; empty for the terminal's own
/// @param transports what may come in
/// @param accessClass the list that a peer's address must be permitted by
/// @param others lines without effect, by their first words
public record LineSettings(
        Login login,
        Optional<Credential> password,
        String authentication,
        String authorization,
        int privilege,
        int execTimeoutSeconds,
        Optional<Integer> length,
        Optional<Integer> width,
        List<String> transports,
        Optional<String> accessClass,
        boolean synchronous,
        OrderedMap<String, String> others) {
    public static final String ALL = "all";
    public static final String LIST_DEFAULT = "default";
    public static final LineSettings DEFAULT =
            new LineSettings(
                    Login.UNSAID,
                    Optional.empty(),
                    LIST_DEFAULT,
                    LIST_DEFAULT,
                    1,
                    600,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(ALL),
                    Optional.empty(),
                    false,
                    OrderedMap.empty());

    /// Who is let in without `aaa new-model`.
    public enum Login {
        /// Nothing was said: users by name.
        UNSAID,
        /// `login local`: users by name.
        LOCAL,
        /// `login`: whoever knows the password of the line.
        LINE,
        /// `no login`: everybody at a terminal of the machine, and nobody from elsewhere.
        NONE
    }

    public LineSettings {
        transports = List.copyOf(transports);
    }

    public boolean allowsSsh() {
        return transports.contains(ALL) || transports.contains("ssh");
    }

    private static final class Copy {
        private Login login;
        private Optional<Credential> password;
        private String authentication;
        private String authorization;
        private int privilege;
        private int execTimeoutSeconds;
        private Optional<Integer> length;
        private Optional<Integer> width;
        private List<String> transports;
        private Optional<String> accessClass;
        private boolean synchronous;
        private OrderedMap<String, String> others;

        Copy(LineSettings of) {
            login = of.login;
            password = of.password;
            authentication = of.authentication;
            authorization = of.authorization;
            privilege = of.privilege;
            execTimeoutSeconds = of.execTimeoutSeconds;
            length = of.length;
            width = of.width;
            transports = of.transports;
            accessClass = of.accessClass;
            synchronous = of.synchronous;
            others = of.others;
        }

        LineSettings done() {
            return new LineSettings(
                    login,
                    password,
                    authentication,
                    authorization,
                    privilege,
                    execTimeoutSeconds,
                    length,
                    width,
                    transports,
                    accessClass,
                    synchronous,
                    others);
        }
    }

    public LineSettings withLogin(Login value) {
        var copy = new Copy(this);
        copy.login = value;
        return copy.done();
    }

    public LineSettings withPassword(Optional<Credential> value) {
        var copy = new Copy(this);
        copy.password = value;
        return copy.done();
    }

    public LineSettings withAuthentication(String list) {
        var copy = new Copy(this);
        copy.authentication = list;
        return copy.done();
    }

    public LineSettings withAuthorization(String list) {
        var copy = new Copy(this);
        copy.authorization = list;
        return copy.done();
    }

    public LineSettings withPrivilege(int level) {
        var copy = new Copy(this);
        copy.privilege = level;
        return copy.done();
    }

    public LineSettings withExecTimeoutSeconds(int seconds) {
        var copy = new Copy(this);
        copy.execTimeoutSeconds = seconds;
        return copy.done();
    }

    public LineSettings withLength(Optional<Integer> lines) {
        var copy = new Copy(this);
        copy.length = lines;
        return copy.done();
    }

    public LineSettings withWidth(Optional<Integer> columns) {
        var copy = new Copy(this);
        copy.width = columns;
        return copy.done();
    }

    public LineSettings withTransports(List<String> names) {
        var copy = new Copy(this);
        copy.transports = names;
        return copy.done();
    }

    public LineSettings withAccessClass(Optional<String> list) {
        var copy = new Copy(this);
        copy.accessClass = list;
        return copy.done();
    }

    public LineSettings withSynchronous(boolean on) {
        var copy = new Copy(this);
        copy.synchronous = on;
        return copy.done();
    }

    public LineSettings withOthers(OrderedMap<String, String> texts) {
        var copy = new Copy(this);
        copy.others = texts;
        return copy.done();
    }
}
