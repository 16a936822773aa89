package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.NhrpEntry.Flag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The tables as one cache, for displays.
final class Views {
    private final Core core;
    private final Endpoints endpoints;
    private final Peers peers;
    private final Requests requests;
    private final Shortcuts shortcuts;
    private final Failures failures;
    private final Promises promises;

    Views(
            Core core,
            Endpoints endpoints,
            Peers peers,
            Requests requests,
            Shortcuts shortcuts,
            Failures failures,
            Promises promises) {
        this.core = core;
        this.endpoints = endpoints;
        this.peers = peers;
        this.requests = requests;
        this.shortcuts = shortcuts;
        this.failures = failures;
        this.promises = promises;
    }

    List<NhrpEntry> entries() {
        var all = new ArrayList<NhrpEntry>();
        endpoints.configuredKeys().forEach(key -> all.add(configured(key)));
        endpoints.registeredKeys().forEach(key -> all.add(registered(key)));
        peers.all().forEach(peer -> all.add(peer(peer)));
        shortcuts.all().stream().filter(Shortcut::hasRoute).forEach(one -> all.add(complete(one)));
        requests.all().stream()
                .filter(request -> request.refreshes().isEmpty())
                .forEach(request -> all.add(incomplete(request)));
        failures.all().forEach(failure -> negative(failure).ifPresent(all::add));
        promises.all().stream()
                .filter(promise -> promise.registered().isEmpty())
                .forEach(promise -> all.add(local(promise)));
        all.sort(Comparator.comparing(NhrpEntry::vrf).thenComparing(NhrpEntry::prefix));
        return Collections.unmodifiableList(all);
    }

    private static SortedSet<Flag> flags(Flag... flags) {
        return new TreeSet<>(List.of(flags));
    }

    private static Optional<Long> unsigned(int requestId) {
        return Optional.of(Integer.toUnsignedLong(requestId));
    }

    private NhrpEntry configured(Endpoints.Key key) {
        return new NhrpEntry(
                overlayOf(key),
                Prefix.host(key.overlay()),
                NhrpEntry.Type.STATIC,
                flags(Flag.USED),
                key.on(),
                Optional.of(key.overlay()),
                endpoints.configured(key),
                Optional.empty(),
                endpoints.configuredSince(key).orElse(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private Vrf overlayOf(Endpoints.Key key) {
        return core.interfaces.find(key.on()).map(NhrpInterface::overlay).orElse(Vrf.GLOBAL);
    }

    private NhrpEntry registered(Endpoints.Key key) {
        Endpoints.Registered client = endpoints.registered(key).orElseThrow();
        SortedSet<Flag> flags = flags(Flag.REGISTERED, Flag.NHOP);
        if (client.unique()) {
            flags.add(Flag.UNIQUE);
        }
        if (client.claimed().isPresent()) {
            flags.add(Flag.NAT);
        }
        return new NhrpEntry(
                overlayOf(key),
                Prefix.host(key.overlay()),
                NhrpEntry.Type.DYNAMIC,
                flags,
                key.on(),
                Optional.of(key.overlay()),
                Optional.of(client.nbma()),
                client.claimed(),
                client.created(),
                Optional.of(client.end()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                unsigned(client.requestId()));
    }

    /// The host entry of a peer lasts as long as the last of its users.
    private NhrpEntry peer(Peers.Peer peer) {
        SortedSet<Flag> flags = flags(Flag.ROUTER, Flag.NHOP, Flag.RIB);
        if (peer.claimed().isPresent()) {
            flags.add(Flag.NAT);
        }
        Optional<Instant> expires =
                peer.users().stream().flatMap(this::end).max(Comparator.naturalOrder());
        IpAddress address = peer.key().peer();
        return new NhrpEntry(
                peer.overlay(),
                Prefix.host(address),
                NhrpEntry.Type.DYNAMIC,
                flags,
                peer.key().out(),
                Optional.of(address),
                Optional.of(peer.nbma()),
                peer.claimed(),
                peer.created(),
                expires,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private Stream<Instant> end(Peers.User user) {
        return user.requester().isEmpty()
                ? shortcuts.find(user.place()).stream().map(Shortcut::until)
                : promises.all().stream()
                        .filter(promise -> promise.user().equals(user))
                        .map(Promise::granted);
    }

    /// Whether another route for the very prefix is in force now, of which the shortcut gives the next hop.
    private boolean overrides(Shortcut shortcut) {
        return core.surroundings
                .way(shortcut.place().vrf(), shortcut.question().destination())
                .filter(way -> way.prefix().equals(shortcut.place().prefix()))
                .isPresent();
    }

    private NhrpEntry complete(Shortcut shortcut) {
        SortedSet<Flag> flags = flags(Flag.ROUTER, overrides(shortcut) ? Flag.NHO : Flag.RIB);
        Optional<Instant> used =
                core.surroundings.lastUsed(shortcut.place().vrf(), shortcut.place().prefix());
        if (used.isPresent()) {
            flags.add(Flag.USED);
        }
        if (shortcut.claimed().isPresent()) {
            flags.add(Flag.NAT);
        }
        return new NhrpEntry(
                shortcut.place().vrf(),
                shortcut.place().prefix(),
                NhrpEntry.Type.DYNAMIC,
                flags,
                shortcut.tunnel(),
                Optional.of(shortcut.nextHop()),
                Optional.of(shortcut.nbma()),
                shortcut.claimed(),
                shortcut.created(),
                Optional.of(shortcut.until()),
                used,
                shortcut.label().stream().toList(),
                Optional.empty(),
                unsigned(shortcut.requestId()));
    }

    private static NhrpEntry incomplete(Requests.Request request) {
        return new NhrpEntry(
                request.question().vrf(),
                request.question().place().prefix(),
                NhrpEntry.Type.INCOMPLETE,
                flags(),
                request.via().name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                request.begun(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                unsigned(request.id()));
    }

    /// Held off: shown at the interface that the traffic goes by meanwhile.
    private Optional<NhrpEntry> negative(NhrpFailure failure) {
        return core.surroundings
                .way(failure.vrf(), failure.destination())
                .flatMap(Way::out)
                .map(
                        out ->
                                new NhrpEntry(
                                        failure.vrf(),
                                        Prefix.host(failure.destination()),
                                        NhrpEntry.Type.INCOMPLETE,
                                        flags(Flag.NEGATIVE),
                                        out,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        failure.at(),
                                        Optional.of(failure.until()),
                                        Optional.empty(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty()));
    }

    private static NhrpEntry local(Promise promise) {
        NhrpInterface out = promise.out();
        return new NhrpEntry(
                promise.key().place().vrf(),
                promise.key().place().prefix(),
                NhrpEntry.Type.DYNAMIC,
                flags(Flag.ROUTER, Flag.UNIQUE, Flag.LOCAL, Flag.NO_SOCKET),
                out.name(),
                Interfaces.address(out, promise.key().place().prefix().family()),
                Optional.of(out.localNbma()),
                Optional.empty(),
                promise.created(),
                Optional.of(promise.granted()),
                Optional.empty(),
                promise.label().stream().toList(),
                Optional.of(promise.key().requester()),
                unsigned(promise.requestId()));
    }
}
