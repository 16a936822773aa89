package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.advice.Advice;
import io.culvert.commands.advice.Finding;
import io.culvert.commands.interfaces.TunnelTrouble;
import io.culvert.commands.layout.Ages;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import io.culvert.nhrp.NhrpFailure;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `show ip nhrp why [vrf V] A.B.C.D`: why packets to an address do not take a shortcut, in sentences, what is nearest to the cause
/// first.
record ShortcutWhy(List<String> sentences) implements Answer {
    ShortcutWhy {
        sentences = List.copyOf(sentences);
    }

    @Override
    public Object json() {
        return sentences;
    }

    @Override
    public String text() {
        return String.join("\n", sentences) + "\n";
    }

    static ShortcutWhy of(RouterView view, Vrf vrf, IpAddress destination) {
        var sentences = new ArrayList<String>();
        Optional<NhrpEntry> entry = entry(view, vrf, destination);
        entry.map(each -> entry(view, each)).ifPresent(sentences::add);
        Optional<NhrpFailure> failure = failure(view, vrf, destination);
        failure.map(each -> failure(view, each)).ifPresent(sentences::add);
        boolean isDead = entry.filter(each -> !isUsable(view, each)).isPresent();
        if (failure.isPresent() || isDead) {
            Optional<IpAddress> inside =
                    failure.flatMap(NhrpFailure::inside)
                            .or(() -> entry.flatMap(NhrpEntry::claimedNbma));
            translated(view, vrf, destination, inside).ifPresent(sentences::add);
        }
        if (sentences.isEmpty()) {
            refused(view, vrf, destination).ifPresent(sentences::add);
        }
        if (sentences.isEmpty()) {
            route(view, vrf, destination, sentences);
        }
        sentences.addAll(ServerTrouble.of(view));
        Advice.alone("", view.config()).stream().map(Finding::sentence).forEach(sentences::add);
        return new ShortcutWhy(sentences);
    }

    private static Optional<NhrpEntry> entry(RouterView view, Vrf vrf, IpAddress destination) {
        return view.nhrp().entries().stream()
                .filter(each -> each.vrf().equals(vrf) && each.prefix().contains(destination))
                .filter(each -> !each.flags().contains(Flag.LOCAL))
                .filter(each -> !each.flags().contains(Flag.NEGATIVE)) // told as a failure
                .max(Comparator.comparingInt(each -> each.prefix().length()));
    }

    private static String entry(RouterView view, NhrpEntry entry) {
        return switch (entry.type()) {
            case STATIC ->
                    "%s on %s is at %s as configuration says (ip nhrp nhs, ip nhrp map)%s: there is nothing to shorten."
                            .formatted(
                                    entry.prefix().address(),
                                    entry.out(),
                                    nbma(entry),
                                    isUsable(view, entry) ? "" : ", and no session is up");
            case DYNAMIC -> dynamic(view, entry);
            case INCOMPLETE ->
                    "It was asked for %s ago on %s, and there is no answer yet."
                            .formatted(
                                    Ages.age(Duration.between(entry.created(), view.now())),
                                    entry.out());
        };
    }

    private static String dynamic(RouterView view, NhrpEntry entry) {
        if (entry.flags().contains(Flag.REGISTERED)) {
            return "%s has registered here from %s on %s: there is nothing to shorten."
                    .formatted(entry.prefix().address(), nbma(entry), entry.out());
        }
        if (!isUsable(view, entry)) {
            Optional<String> trouble =
                    entry.nbma()
                            .flatMap(nbma -> view.peerAt(entry.out(), nbma))
                            .flatMap(peer -> TunnelTrouble.of(view, peer));
            if (trouble.isPresent()) {
                return "It is known that %s is behind %s on %s, but the way there is down: %s. Packets go by the hub."
                        .formatted(entry.prefix(), nbma(entry), entry.out(), trouble.get());
            }
            return "It is known that %s is behind %s on %s, but no session with that peer is up: packets go by the hub."
                    .formatted(entry.prefix(), nbma(entry), entry.out());
        }
        return "There is a shortcut: %s by way of %s on %s%s."
                .formatted(
                        entry.prefix(),
                        entry.nextHop().map(IpAddress::toString).orElse("nowhere"),
                        entry.out(),
                        entry.flags().contains(Flag.RIB) || entry.flags().contains(Flag.NHO)
                                ? ""
                                : ", but no route uses it");
    }

    private static String nbma(NhrpEntry entry) {
        return entry.nbma().map(IpAddress::toString).orElse("an unknown NBMA address");
    }

    /// Whether packets can pass to the peer that an entry names: on a multipoint tunnel each is on its own way up.
    private static boolean isUsable(RouterView view, NhrpEntry entry) {
        return view.find(entry.out())
                .flatMap(
                        out ->
                                out.isMultipoint()
                                        ? entry.nbma()
                                                .flatMap(nbma -> view.peerAt(out.name(), nbma))
                                        : Optional.of(out))
                .filter(InterfaceState::protocolUp)
                .isPresent();
    }

    /// One that came was not followed.
    private static Optional<String> refused(RouterView view, Vrf vrf, IpAddress destination) {
        return view.nhrp().refusedRedirects().stream()
                .filter(each -> each.vrf().equals(vrf) && each.destination().equals(destination))
                .findFirst()
                .map(
                        each ->
                                "A redirect for it came from %s on %s %s ago, and was not followed: %s."
                                        .formatted(
                                                each.nbma(),
                                                each.in(),
                                                Ages.age(Duration.between(each.at(), view.now())),
                                                each.reason()));
    }

    private static Optional<NhrpFailure> failure(RouterView view, Vrf vrf, IpAddress destination) {
        return view.nhrp().failures().stream()
                .filter(each -> each.vrf().equals(vrf) && each.destination().equals(destination))
                .reduce((_, last) -> last);
    }

    private static String failure(RouterView view, NhrpFailure failure) {
        return "Asked, but %s (%s ago). It is tried again in %s if there is traffic; packets go by the hub."
                .formatted(
                        failure.reason(),
                        Ages.age(Duration.between(failure.at(), view.now())),
                        Ages.age(Duration.between(view.now(), failure.until())));
    }

    /// A frequent cause: behind translators, neither end can begin.
    ///
    /// @param inside what the other end calls itself behind a translator, as far as it said so
    private static Optional<String> translated(
            RouterView view, Vrf vrf, IpAddress destination, Optional<IpAddress> inside) {
        Optional<String> ours =
                view.lookup(vrf, destination)
                        .flatMap(found -> hub(view, found, destination))
                        .map(InterfaceState::name)
                        .filter(view::isTranslated)
                        .map(InterfaceState::shown)
                        .map(name -> "this router, as its session on " + name + " says");
        Optional<String> theirs =
                inside.map(address -> "the other end, which calls itself " + address);
        if (ours.isPresent() && theirs.isPresent()) {
            return Optional.of(
                    "Both ends are behind translators (%s; %s): neither can begin a session with the other, unless one of the translators passes UDP 500 and 4500 on."
                            .formatted(ours.get(), theirs.get()));
        }
        return ours.or(() -> theirs)
                .map(
                        who ->
                                "Something translates the addresses of %s: of the two, it alone can begin a session."
                                        .formatted(who));
    }

    /// The tunnel to the peer by which packets go meanwhile.
    private static Optional<InterfaceState> hub(
            RouterView view, Forwarding found, IpAddress destination) {
        IpAddress nextHop =
                switch (found.own().getFirst()) {
                    case Path.Labelled labelled -> labelled.nextHop();
                    case Path.Neighbor(_, var gateway) -> gateway;
                    case Path.Attached _, Path.Receive _, Path.Discard _ -> destination;
                };
        return out(view, found)
                .flatMap(
                        out ->
                                out.isMultipoint()
                                        ? view.peer(out.name(), nextHop)
                                        : Optional.of(out));
    }

    private static Optional<InterfaceState> out(RouterView view, Forwarding found) {
        return switch (found.own().getFirst()) {
            case Path.Labelled labelled -> find(view, labelled.out());
            case Path.Neighbor(var name, _) -> find(view, name);
            case Path.Attached(var name) -> find(view, name);
            case Path.Receive _, Path.Discard _ -> Optional.empty();
        };
    }

    private static void route(
            RouterView view, Vrf vrf, IpAddress destination, List<String> sentences) {
        Optional<Forwarding> route = view.lookup(vrf, destination);
        if (route.isEmpty()) {
            sentences.add("There is no route to " + destination + " in VRF " + vrf + ".");
            return;
        }
        Path path = route.get().own().getFirst();
        Optional<InterfaceState> out = out(view, route.get());
        if (out.isEmpty()) {
            sentences.add(
                    "The route %s ends here, so there is nothing to shorten."
                            .formatted(route.get().route().prefix()));
            return;
        }
        tunnel(view, out.get(), path instanceof Path.Labelled, destination.family(), sentences);
    }

    private static Optional<InterfaceState> find(RouterView view, InterfaceName out) {
        return view.find(InterfaceState.shown(out));
    }

    private static void tunnel(
            RouterView view,
            InterfaceState out,
            boolean labelled,
            AddressFamily family,
            List<String> sentences) {
        NhrpSettings settings =
                family == AddressFamily.IPV6 && out.config().nhrp().ipv6().isOn()
                        ? out.config().nhrp().ipv6()
                        : out.config().nhrp().ipv4();
        if (!out.isTunnel()) {
            sentences.add("Packets leave by %s, which is no tunnel.".formatted(out.name()));
        } else if (!settings.isOn()) {
            sentences.add(
                    "Packets leave by %s, which has no NHRP: enter ip nhrp network-id there, and the same at the hub."
                            .formatted(out.name()));
        } else if (settings.shortcut().isEmpty()) {
            sentences.add(
                    "%s follows no redirects: enter ip nhrp shortcut there.".formatted(out.name()));
        } else if (labelled && !out.config().mpls().nhrp()) {
            sentences.add(
                    "Packets leave by %s under a label, which NHRP does not know there: enter mpls nhrp."
                            .formatted(out.name()));
        } else if (isRegisteredNowhere(view, out)) {
            sentences.add(
                    "No next-hop server on %s has our registration, so nobody can find this router: see show ip nhrp nhs detail."
                            .formatted(out.name()));
        } else {
            sentences.add(
                    "No redirect has come for it: either there was no traffic, or the hub does not redirect (ip nhrp redirect, the same ip nhrp network-id on its side of both tunnels%s), or the destination is at the hub itself."
                            .formatted(labelled ? ", mpls nhrp" : ""));
        }
    }

    private static boolean isRegisteredNowhere(RouterView view, InterfaceState out) {
        List<NhrpServerView> servers =
                view.nhrp().servers().stream()
                        .filter(each -> each.on().equals(out.name()))
                        .toList();
        return !servers.isEmpty() && servers.stream().noneMatch(NhrpServerView::isRegistered);
    }
}
