package io.culvert.router.config.management;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Secret;
import io.culvert.crypto.password.PasswordHash;
import io.culvert.router.config.AaaConfig.LoginMethod;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.AccessList;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;

/// What a login from elsewhere is worth on one terminal line. It is a function of a configuration and of nothing else, so any
/// thread may ask it; a password takes it some milliseconds.
public final class LoginRules {
    /// Compared with when there is nobody of that name, so that the answer to a wrong name takes no less time.
    private static final PasswordHash NOBODY =
            PasswordHash.parse(
                            PasswordHash.Kind.SCRYPT,
                            "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6")
                    .orElseThrow();

    /// What came of it.
    public sealed interface Verdict {
        /// @param level privilege level to begin with
        record Granted(int level) implements Verdict {}

        record Denied() implements Verdict {}
    }

    private final RouterConfig config;
    private final LineSettings line;

    private LoginRules(RouterConfig config, LineSettings line) {
        this.config = config;
        this.line = line;
    }

    public static LoginRules of(RouterConfig config, LineSettings line) {
        return new LoginRules(config, line);
    }

    /// Whether a peer may come at all: `access-class`. A list that does not exist permits everybody, as on IOS; a list of
    /// IPv4 addresses permits no IPv6 peer.
    public static boolean admits(RouterConfig config, LineSettings line, IpAddress peer) {
        Optional<AccessList> list = line.accessClass().flatMap(config.accessLists()::get);
        return list.isEmpty()
                || peer instanceof Ipv4Address address && permits(list.get(), address);
    }

    private static boolean permits(AccessList list, Ipv4Address address) {
        for (AccessEntry entry : list.entries()) {
            if (entry instanceof AccessEntry.Rule rule && rule.source().matches(address)) {
                return rule.permit();
            }
        }
        return false;
    }

    /// A login with name and password.
    public Verdict password(String name, Secret typed) {
        Optional<User> user = user(name);
        return switch (method()) {
            case LOCAL, LOCAL_CASE -> local(user, typed);
            case ENABLE -> verdict(matches(config.management().enable(15).inForce(), typed), user);
            case LINE -> verdict(matches(line.password(), typed), user);
            case NONE -> verdict(true, user);
            case IF_AUTHENTICATED -> new Verdict.Denied();
        };
    }

    private Verdict local(Optional<User> user, Secret typed) {
        if (user.filter(User::open).isPresent()) {
            return verdict(true, user);
        }
        return verdict(matches(user.flatMap(User::credential), typed), user);
    }

    private static boolean matches(Optional<Credential> credential, Secret typed) {
        if (credential.isEmpty()) {
            NOBODY.matches(typed);
            return false;
        }
        return credential.get().matches(typed);
    }

    /// A login with a key that the peer has shown to own. Only users by name have keys.
    public Verdict key(String name, String type, Bytes key) {
        boolean isKnown =
                config.management().ssh().keysOf(name).stream()
                        .anyMatch(each -> each.matches(type, key));
        return verdict(
                isKnown && (method() == LoginMethod.LOCAL || method() == LoginMethod.LOCAL_CASE),
                user(name));
    }

    private Optional<User> user(String name) {
        return config.management().users().get(name);
    }

    private Verdict verdict(boolean granted, Optional<User> user) {
        return granted ? new Verdict.Granted(level(user)) : new Verdict.Denied();
    }

    /// With `aaa new-model` a user's own level counts only where `aaa authorization exec` says so.
    private int level(Optional<User> user) {
        boolean byUser =
                !config.aaa().newModel()
                        || config.aaa()
                                .execAuthorization()
                                .get(line.authorization())
                                .filter(list -> list.methods().contains(LoginMethod.LOCAL))
                                .isPresent();
        return user.flatMap(User::privilege).filter(_ -> byUser).orElse(line.privilege());
    }

    /// How to find out who somebody is. Every method there is answers, so the first decides.
    private LoginMethod method() {
        if (config.aaa().newModel()) {
            return config.aaa()
                    .loginAuthentication()
                    .get(line.authentication())
                    .map(list -> list.methods().getFirst())
                    .orElse(LoginMethod.LOCAL);
        }
        return switch (line.login()) {
            case UNSAID, LOCAL -> LoginMethod.LOCAL;
            case LINE -> LoginMethod.LINE;
            case NONE -> LoginMethod.IF_AUTHENTICATED;
        };
    }
}
