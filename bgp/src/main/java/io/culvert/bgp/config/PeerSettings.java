package io.culvert.bgp.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.Secret;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What is said of a neighbour or peer group outside of address families. What is empty comes from the peer group,
/// and from the default of IOS after that.
///
/// @param alternateAs further AS numbers that a dynamic neighbour may have
/// @param updateSource the interface whose address is our end of the session
/// @param ebgpMultihop the IP TTL; a single hop if empty
/// @param ttlSecurityHops RFC 5082: sends 255 and accepts 255 less this
/// @param advertisementIntervalSeconds RFC 4271 section 9.2.1.1; 30 to external neighbours, 0 to internal ones and in VRFs
/// @param password RFC 2385; kept and handed to TCP
/// @param gracefulRestart `ha-mode graceful-restart`, over what `bgp graceful-restart` says for all
public record PeerSettings(
        Optional<Long> remoteAs,
        NavigableSet<Long> alternateAs,
        Optional<LocalAs> localAs,
        Optional<String> description,
        Optional<Boolean> shutdown,
        Optional<InterfaceName> updateSource,
        Optional<Integer> ebgpMultihop,
        Optional<Boolean> disableConnectedCheck,
        Optional<Integer> ttlSecurityHops,
        Optional<ConnectionMode> connectionMode,
        Optional<BgpTimers> timers,
        Optional<Integer> advertisementIntervalSeconds,
        Optional<Secret> password,
        Optional<Boolean> gracefulRestart) {
    public static final PeerSettings EMPTY =
            new PeerSettings(
                    Optional.empty(),
                    Collections.emptyNavigableSet(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public PeerSettings {
        alternateAs = Collections.unmodifiableNavigableSet(new TreeSet<>(alternateAs));
    }

    /// These settings, with those of the peer group where these say nothing.
    public PeerSettings over(PeerSettings group) {
        return new PeerSettings(
                remoteAs.or(group::remoteAs),
                alternateAs.isEmpty() ? group.alternateAs : alternateAs,
                localAs.or(group::localAs),
                description.or(group::description),
                shutdown.or(group::shutdown),
                updateSource.or(group::updateSource),
                ebgpMultihop.or(group::ebgpMultihop),
                disableConnectedCheck.or(group::disableConnectedCheck),
                ttlSecurityHops.or(group::ttlSecurityHops),
                connectionMode.or(group::connectionMode),
                timers.or(group::timers),
                advertisementIntervalSeconds.or(group::advertisementIntervalSeconds),
                password.or(group::password),
                gracefulRestart.or(group::gracefulRestart));
    }

    public PeerSettings withRemoteAs(Optional<Long> value) {
        return new PeerSettings(
                value,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withAlternateAs(NavigableSet<Long> value) {
        return new PeerSettings(
                remoteAs,
                value,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withLocalAs(Optional<LocalAs> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                value,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withDescription(Optional<String> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                value,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withShutdown(Optional<Boolean> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                value,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withUpdateSource(Optional<InterfaceName> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                value,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withEbgpMultihop(Optional<Integer> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                value,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withDisableConnectedCheck(Optional<Boolean> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                value,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withTtlSecurityHops(Optional<Integer> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                value,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withConnectionMode(Optional<ConnectionMode> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                value,
                timers,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withTimers(Optional<BgpTimers> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                value,
                advertisementIntervalSeconds,
                password,
                gracefulRestart);
    }

    public PeerSettings withAdvertisementIntervalSeconds(Optional<Integer> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                value,
                password,
                gracefulRestart);
    }

    public PeerSettings withPassword(Optional<Secret> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                value,
                gracefulRestart);
    }

    public PeerSettings withGracefulRestart(Optional<Boolean> value) {
        return new PeerSettings(
                remoteAs,
                alternateAs,
                localAs,
                description,
                shutdown,
                updateSource,
                ebgpMultihop,
                disableConnectedCheck,
                ttlSecurityHops,
                connectionMode,
                timers,
                advertisementIntervalSeconds,
                password,
                value);
    }
}
