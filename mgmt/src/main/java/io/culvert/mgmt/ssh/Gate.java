package io.culvert.mgmt.ssh;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.cli.Visitor;
import io.culvert.engine.Notice;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LineSettings;
import io.culvert.router.config.management.Lines;
import io.culvert.router.config.management.LoginRules;
import io.culvert.router.config.management.LoginRules.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.session.ServerSession;

/// Who is let in: gives each connection a free line that its peer may use, and asks the configuration about names, passwords
/// and keys. Runs on the threads of the SSH library, so that neither a password nor a slow peer costs the router any time.
final class Gate implements SessionListener {
    /// Connections at once, logged in or not.
    static final int CONNECTIONS_MAX = 64;

    /// A client may try its keys before its password, beyond the tries that are counted.
    private static final int KEYS_TRIED_MAX = 12;

    static final AttributeKey<Entry> ENTRY = new AttributeKey<>();
    private static final AttributeKey<Integer> FAILURES = new AttributeKey<>();
    private static final AttributeKey<Boolean> COUNTED = new AttributeKey<>();

    /// What a connection holds.
    ///
    /// @param settings of the line that it would have
    /// @param level privilege level of its last good login
    record Entry(LineSettings settings, int level) {
        Entry withLevel(int other) {
            return new Entry(settings, other);
        }
    }

    private final SshHost host;
    private final RouterCalls router;
    private final Optional<Secret> guest;
    private final Seats seats = new Seats();
    private int connections;

    Gate(SshHost host, RouterCalls router, Optional<Secret> guest) {
        this.host = host;
        this.router = router;
        this.guest = guest;
    }

    private Optional<RouterConfig> config() {
        return router.ask(host::config).flatMap(config -> config);
    }

    @Override
    public void sessionCreated(Session session) {
        synchronized (this) {
            if (connections >= CONNECTIONS_MAX) {
                session.close(true);
                return;
            }
            connections++;
        }
        session.setAttribute(COUNTED, true);
        config().ifPresent(
                        config -> {
                            config.management()
                                    .banners()
                                    .login()
                                    .ifPresent(
                                            text ->
                                                    CoreModuleProperties.WELCOME_BANNER.set(
                                                            session,
                                                            Banner.text(text, config, "vty")));
                            CoreModuleProperties.MAX_AUTH_REQUESTS.set(
                                    session,
                                    config.management().ssh().tries() + 1 + KEYS_TRIED_MAX);
                        });
    }

    @Override
    public void sessionClosed(Session session) {
        if (session.removeAttribute(COUNTED) == null) {
            return;
        }
        synchronized (this) {
            connections--;
        }
    }

    /// The line that this connection would have, found at its first attempt. It is taken only with the first command line,
    /// so those who never log in keep nobody out.
    private Optional<Entry> enter(ServerSession session, RouterConfig config) {
        Entry before = session.getAttribute(ENTRY);
        if (before != null) {
            return Optional.of(before);
        }
        Lines lines = config.management().lines();
        Optional<Integer> line =
                seats.look(lines.vtyCount(), number -> admits(config, number, session));
        if (line.isEmpty()) {
            refuse(session, "no line is free for SSH from this address");
            return Optional.empty();
        }
        var entry = new Entry(lines.vty(line.get()), 0);
        session.setAttribute(ENTRY, entry);
        return Optional.of(entry);
    }

    private static boolean admits(RouterConfig config, int number, ServerSession session) {
        LineSettings line = config.management().lines().vty(number);
        return line.allowsSsh()
                && address(session.getClientAddress())
                        .filter(peer -> LoginRules.admits(config, line, peer))
                        .isPresent();
    }

    /// Takes a line for somebody who has logged in; empty if none is left.
    Optional<Integer> sit(ServerSession session) {
        return config().flatMap(
                        config ->
                                seats.take(
                                        config.management().lines().vtyCount(),
                                        number -> admits(config, number, session)));
    }

    void leave(int line) {
        seats.give(line);
    }

    private static Optional<IpAddress> address(SocketAddress peer) {
        return peer instanceof InetSocketAddress socket
                ? Optional.ofNullable(socket.getAddress())
                        .map(InetAddress::getHostAddress)
                        .map(text -> text.replaceFirst("%.*", ""))
                        .flatMap(IpAddress::parse)
                : Optional.empty();
    }

    private static void refuse(ServerSession session, String why) {
        try {
            session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, why);
        } catch (IOException e) {
            session.close(true);
        }
    }

    boolean password(String user, String password, ServerSession session) {
        Optional<RouterConfig> config = config();
        Optional<Entry> entry = config.flatMap(it -> enter(session, it));
        if (entry.isEmpty()) {
            return false;
        }
        Secret typed = Secret.of(Bytes.utf8(password));
        boolean isGuest =
                config.get().management().users().isEmpty()
                        && guest.filter(typed::equals).isPresent();
        Verdict verdict =
                isGuest
                        ? new Verdict.Granted(Visitor.LEVEL_MAX)
                        : LoginRules.of(config.get(), entry.get().settings()).password(user, typed);
        typed.wipe();
        return switch (verdict) {
            case Verdict.Granted(int level) -> granted(user, session, entry.get(), level);
            case Verdict.Denied _ -> {
                denied(user, session, config.get().management().ssh().tries());
                yield false;
            }
        };
    }

    boolean key(String user, PublicKey key, ServerSession session) {
        Optional<RouterConfig> config = config();
        Optional<Entry> entry = config.flatMap(it -> enter(session, it));
        if (entry.isEmpty()) {
            return false;
        }
        var buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        Verdict verdict =
                LoginRules.of(config.get(), entry.get().settings())
                        .key(user, KeyUtils.getKeyType(key), Bytes.of(buffer.getCompactData()));
        return verdict instanceof Verdict.Granted(int level)
                && granted(user, session, entry.get(), level);
    }

    /// A key is asked for before it is shown to be owned, so this says only what a login would be worth.
    private static boolean granted(String user, ServerSession session, Entry entry, int level) {
        session.setAttribute(ENTRY, entry.withLevel(level));
        return !user.isEmpty();
    }

    private void denied(String user, ServerSession session, int tries) {
        notice(
                4,
                "LOGIN_FAILED",
                "Login failed [user: " + printable(user) + "] [Source: " + from(session) + "]");
        Integer before = session.getAttribute(FAILURES);
        int failures = before == null ? 1 : before + 1;
        session.setAttribute(FAILURES, failures);
        if (failures >= Math.max(1, tries)) {
            refuse(session, "too many wrong passwords");
        }
    }

    /// Somebody has logged in and opened a command line.
    void entered(ServerSession session) {
        notice(
                5,
                "LOGIN_SUCCESS",
                "Login success [user: "
                        + printable(session.getUsername())
                        + "] [Source: "
                        + from(session)
                        + "]");
    }

    /// Names come from strangers: what reaches a log has no line ends and is not long.
    static String printable(String name) {
        String clean = name.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() > 64 ? clean.substring(0, 64) : clean;
    }

    static String from(ServerSession session) {
        return address(session.getClientAddress()).map(IpAddress::toString).orElse("?");
    }

    private void notice(int severity, String mnemonic, String text) {
        router.tell(() -> host.notice(new Notice("SEC_LOGIN", severity, mnemonic, text)));
    }
}
