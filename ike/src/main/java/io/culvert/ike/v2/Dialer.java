package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tunnels that want SAs: dialled until they have one and again whenever they lose it, for ever, ever more slowly.
final class Dialer {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int DOUBLINGS_MAX = 6;

    /// A session that lasts for less was no success: a peer that ends each at once, as one that has no tunnel for it, is not to be
    /// dialled every second.
    static final Duration SETTLED = Duration.ofSeconds(30);

    private static final class Line {
        private final TunnelRequest tunnel;
        private int failures;
        private Optional<Instant> upSince = Optional.empty();

        Line(TunnelRequest tunnel) {
            this.tunnel = tunnel;
        }

        boolean isSettled(Instant now) {
            return upSince.filter(since -> !now.isBefore(since.plus(SETTLED))).isPresent();
        }
    }

    private final TreeMap<InterfaceName, Line> lines = new TreeMap<>();
    private final Map<Path.Ends, TreeSet<InterfaceName>> byEnds = new LinkedHashMap<>();

    /// Those between these ends, by name.
    List<TunnelRequest> between(Path.Ends ends) {
        return byEnds.getOrDefault(ends, new TreeSet<>()).stream()
                .flatMap(name -> Optional.ofNullable(lines.get(name)).stream())
                .map(line -> line.tunnel)
                .toList();
    }

    private void enter(TunnelRequest tunnel) {
        leave(tunnel.name());
        lines.put(tunnel.name(), new Line(tunnel));
        byEnds.computeIfAbsent(tunnel.ends(), _ -> new TreeSet<>()).add(tunnel.name());
    }

    private void leave(InterfaceName name) {
        Line line = lines.remove(name);
        if (line != null) {
            byEnds.computeIfPresent(
                    line.tunnel.ends(),
                    (_, names) -> {
                        names.remove(name);
                        return names.isEmpty() ? null : names;
                    });
        }
    }

    void connect(Turn turn, TunnelRequest tunnel) {
        InterfaceName name = tunnel.name();
        Optional<TunnelRequest> known =
                Optional.ofNullable(lines.get(name)).map(line -> line.tunnel);
        if (known.filter(tunnel::equals).isPresent()) {
            return;
        }
        List<IkeSa> movable =
                turn.sas().ofTunnel(name).stream().filter(Mobility::isLeader).toList();
        boolean isReaddressed =
                known.filter(former -> former.withLocal(tunnel.local()).equals(tunnel)).isPresent();
        if (isReaddressed && !movable.isEmpty()) {
            enter(tunnel);
            movable.forEach(sa -> Mobility.readdress(turn, sa, tunnel.local()));
        } else {
            disconnect(turn, name);
            enter(tunnel);
            dialAfter(turn, name, Duration.ZERO);
        }
    }

    void disconnect(Turn turn, InterfaceName name) {
        leave(name);
        turn.cancel(new TimerKey.Dial(name));
        turn.sas().ofTunnel(name).forEach(sa -> sa.close(turn, "the tunnel is shut down"));
    }

    private static void dialAfter(Turn turn, InterfaceName name, Duration pause) {
        turn.timer(new TimerKey.Dial(name), pause);
    }

    /// Everything is tried afresh, because the configuration changed.
    void retryAll(Turn turn) {
        lines.forEach(
                (name, line) -> {
                    line.failures = 0;
                    dialAfter(turn, name, FIRST_PAUSE);
                });
    }

    void up(Turn turn, InterfaceName name) {
        Optional.ofNullable(lines.get(name))
                .filter(line -> line.upSince.isEmpty())
                .ifPresent(line -> line.upSince = Optional.of(turn.now()));
        turn.cancel(new TimerKey.Dial(name));
    }

    /// An attempt failed or a session ended: the pause doubles, unless the session had settled, with jitter so that many spokes do not come at once.
    void down(Turn turn, InterfaceName name) {
        Optional.ofNullable(lines.get(name))
                .ifPresent(
                        line -> {
                            if (line.isSettled(turn.now())) {
                                line.failures = 0;
                            }
                            line.upSince = Optional.empty();
                            Duration pause =
                                    FIRST_PAUSE.multipliedBy(
                                            1L << Math.min(line.failures, DOUBLINGS_MAX));
                            line.failures++;
                            Duration bounded =
                                    pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                            long jitter =
                                    turn.world().jitter().nextLong(bounded.toMillis() / 4 + 1);
                            dialAfter(turn, name, bounded.plusMillis(jitter));
                        });
    }

    void onDial(Turn turn, InterfaceName name) {
        Line line = lines.get(name);
        if (line != null && !turn.sas().hasLive(name)) {
            dial(turn, name, line);
        }
    }

    /// Begins beside the SA that there is, unless somebody does already.
    void dialAnew(Turn turn, InterfaceName name) {
        Line line = lines.get(name);
        if (line != null && turn.sas().ofTunnel(name).stream().noneMatch(IkeSa::isHalfOpen)) {
            dial(turn, name, line);
        }
    }

    private void dial(Turn turn, InterfaceName name, Line line) {
        TunnelRequest tunnel = line.tunnel;
        IkeConfig config = turn.config();
        Optional<IpsecProfile> ipsec = config.ipsecProfile(tunnel.ipsecProfile());
        String profileName = ipsec.flatMap(IpsecProfile::ikev2Profile).orElse(IkeConfig.SMART_NAME);
        Optional<Ikev2Profile> profile = config.profiles().get(profileName);
        if (ipsec.isPresent() && ipsec.get().isResponderOnly()) {
            return;
        }
        Optional<String> lack = lack(config, tunnel, ipsec, profileName, profile);
        if (lack.isPresent()) {
            turn.failure(
                    Path.ike(tunnel.fvrf(), tunnel.local(), tunnel.remote()),
                    name + " cannot be protected: " + lack.get(),
                    "configure what is missing");
            down(turn, name);
            return;
        }
        IkeSa.initiate(turn, tunnel, ipsec.orElseThrow(), profile.orElseThrow());
    }

    private static Optional<String> lack(
            IkeConfig config,
            TunnelRequest tunnel,
            Optional<IpsecProfile> ipsec,
            String profileName,
            Optional<Ikev2Profile> profile) {
        if (ipsec.isEmpty()) {
            return Optional.of("there is no crypto ipsec profile " + tunnel.ipsecProfile());
        }
        if (profile.isEmpty()) {
            return Optional.of("there is no crypto ikev2 profile " + profileName);
        }
        if (profile.get().authenticationLocal().isEmpty()
                || profile.get().authenticationRemote().isEmpty()) {
            return Optional.of(
                    "crypto ikev2 profile "
                            + profileName
                            + " lacks authentication local or remote");
        }
        if (config.proposalsFor(tunnel.fvrf(), tunnel.local()).isEmpty()) {
            return Optional.of(
                    "no crypto ikev2 policy with a complete proposal covers " + tunnel.local());
        }
        return ChildPolicy.of(config, ipsec.get(), tunnel.children()).suites().isEmpty()
                ? Optional.of(
                        "no transform set of crypto ipsec profile "
                                + ipsec.get().name()
                                + " exists")
                : Optional.empty();
    }
}
