package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.ike.v2.config.AddressPool;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One neighbour of a router, which is the router at the other end of its tunnel: its AS, and whether that router knows this one.
final class BgpSessionCheck {
    /// What the other router has for this one: a neighbour of its own, or a range that this one is in.
    ///
    /// @param words its line
    record Answer(
            PeerKey.Neighbor key, Optional<String> group, PeerSettings settings, String words) {}

    private final BgpSide side;
    private final PeerKey.Neighbor neighbor;
    private final BgpConfig near;
    private final PeerSettings settings;

    /// @param neighbor an address of the other router
    BgpSessionCheck(BgpSide side, PeerKey.Neighbor neighbor) {
        this.side = side;
        this.neighbor = neighbor;
        near = side.bgp().orElseThrow();
        settings = near.effective(config());
    }

    private NeighborConfig config() {
        return Objects.requireNonNull(near.neighbors().get(neighbor));
    }

    Stream<Finding> check() {
        Optional<BgpConfig> far = side.far().config().bgp();
        if (far.isEmpty()) {
            return Stream.of(
                    finding(
                            "neighbor %s is %s, which has no router bgp; enter router bgp %d there"
                                    .formatted(
                                            neighbor.address(),
                                            side.far().router(),
                                            settings.remoteAs().orElseThrow())));
        }
        Optional<Finding> as = as();
        Optional<Answer> answer = answer(far.get());
        return answer.isEmpty()
                ? Stream.concat(as.stream(), unanswered(far.get()).stream())
                : Stream.of(
                                as.stream(),
                                ours(answer.get()).stream(),
                                new BgpFamilyCheck(side, neighbor, answer.get()).check(far.get()))
                        .flatMap(each -> each);
    }

    private Finding finding(String sentence) {
        return new Finding(side.near().router(), BgpAdvice.place(neighbor), sentence);
    }

    private Optional<Finding> as() {
        NavigableSet<Long> numbers = side.far().asNumbers();
        long expected = settings.remoteAs().orElseThrow();
        return numbers.contains(expected)
                ? Optional.empty()
                : Optional.of(
                        finding(
                                "neighbor %s has remote-as %d, but %s, which has that address, is AS %d: the session is refused; enter neighbor %s remote-as %d"
                                        .formatted(
                                                neighbor.address(),
                                                expected,
                                                side.far().router(),
                                                numbers.getFirst(),
                                                name(),
                                                numbers.getFirst())));
    }

    /// Whom the line is about that says it.
    private String name() {
        return config().peerGroup()
                .filter(_ -> config().settings().remoteAs().isEmpty())
                .orElse(neighbor.address().toString());
    }

    /// Our addresses that the session may come from.
    private List<IpAddress> sources() {
        return settings.updateSource()
                .map(
                        port ->
                                TunnelEnd.addresses(side.near().config(), port)
                                        .map(each -> each.address()))
                .orElseGet(() -> side.near().addresses())
                .filter(each -> each.family() == neighbor.address().family())
                .toList();
    }

    /// Whether the session may come from an address that no line says.
    private boolean mayLearn() {
        return settings.updateSource()
                .map(
                        port ->
                                side.near().config().interfaces().get(port).stream()
                                        .anyMatch(
                                                each ->
                                                        TunnelSourceAdvice.learns(
                                                                each, neighbor.address().family())))
                .orElseGet(() -> side.near().learns(neighbor.address().family()));
    }

    private Vrf farVrf() {
        return side.farEnd().port().vrf();
    }

    private Optional<Answer> answer(BgpConfig far) {
        return sources().stream()
                .flatMap(source -> named(far, source).stream())
                .findFirst()
                .or(
                        () ->
                                sources().stream()
                                        .flatMap(source -> listened(far, source).stream())
                                        .findFirst())
                .or(() -> fromPool(far));
    }

    /// Whatever address the other gives this router, it is in ranges of one peer group.
    private Optional<Answer> fromPool(BgpConfig far) {
        List<AddressPool.Range> pool = isFromPool() && mayLearn() ? pool() : List.of();
        List<ListenRange> met =
                far.listenRanges().stream()
                        .filter(range -> range.vrf().equals(farVrf()))
                        .filter(range -> pool.stream().anyMatch(each -> meet(range, each)))
                        .toList();
        boolean isOneGroup = met.stream().map(ListenRange::peerGroup).distinct().count() == 1;
        return isOneGroup && met.stream().anyMatch(range -> holds(range, pool))
                ? listened(far, pool.getFirst().first())
                : Optional.empty();
    }

    private static boolean holds(ListenRange range, List<AddressPool.Range> pool) {
        return pool.stream()
                .allMatch(
                        each ->
                                range.range().contains(each.first())
                                        && range.range().contains(each.last()));
    }

    private Optional<Answer> named(BgpConfig far, IpAddress source) {
        var key = new PeerKey.Neighbor(farVrf(), source);
        return Optional.ofNullable(far.neighbors().get(key))
                .map(
                        each ->
                                new Answer(
                                        key,
                                        each.peerGroup(),
                                        far.effective(each),
                                        "neighbor " + source));
    }

    private Optional<Answer> listened(BgpConfig far, IpAddress source) {
        return far.listenRanges().stream()
                .filter(each -> each.vrf().equals(farVrf()) && each.range().contains(source))
                .max(Comparator.comparingInt(each -> each.range().length()))
                .map(
                        each ->
                                new Answer(
                                        new PeerKey.Neighbor(farVrf(), source),
                                        Optional.of(each.peerGroup()),
                                        far.group(Optional.of(each.peerGroup())),
                                        "neighbor " + each.peerGroup()));
    }

    /// Nobody there waits for any of our addresses.
    private Optional<Finding> unanswered(BgpConfig far) {
        if (mayLearn()) {
            return outOfRange(far);
        }
        List<IpAddress> sources = sources();
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        Optional<IpAddress> other =
                side.near()
                        .addresses()
                        .filter(each -> each.family() == neighbor.address().family())
                        .filter(
                                each ->
                                        named(far, each).isPresent()
                                                || listened(far, each).isPresent())
                        .findFirst();
        String update =
                settings.updateSource().map(port -> " (update-source " + port + ")").orElse("");
        if (other.isPresent()) {
            return Optional.of(
                    finding(
                            "neighbor %s sees this router as %s%s, but %s knows it as %s: the session is refused; enter neighbor %s update-source %s"
                                    .formatted(
                                            neighbor.address(),
                                            sources.getFirst(),
                                            update,
                                            side.far().router(),
                                            other.get(),
                                            neighbor.address(),
                                            side.near().portOf(other.get()).orElseThrow())));
        }
        IpAddress shown =
                settings.updateSource().isPresent()
                        ? sources.getFirst()
                        : side.near()
                                .overlay(neighbor.address().family())
                                .orElse(sources.getFirst());
        return Optional.of(
                finding(
                        "neighbor %s is %s, which has neither neighbor %s%s nor a bgp listen range that holds it: the session is refused; enter neighbor %s remote-as %d at %s"
                                .formatted(
                                        neighbor.address(),
                                        side.far().router(),
                                        shown,
                                        update,
                                        shown,
                                        near.as(),
                                        side.far().router())));
    }

    /// An address from the other's pool: no line says which, but all of them may lie outside of what it listens to.
    private Optional<Finding> outOfRange(BgpConfig far) {
        List<AddressPool.Range> pool = pool();
        boolean isServed =
                pool.isEmpty()
                        || !isFromPool()
                        || far.listenRanges().stream()
                                .anyMatch(
                                        range -> pool.stream().anyMatch(each -> meet(range, each)))
                        || far.neighbors().keySet().stream()
                                .anyMatch(
                                        key ->
                                                pool.stream()
                                                        .anyMatch(
                                                                each ->
                                                                        each.contains(
                                                                                key.address())));
        return isServed
                ? Optional.empty()
                : Optional.of(
                        finding(
                                "neighbor %s is %s, which gives this router an address from %s to %s, but has no bgp listen range that holds any of them: the session is refused; enter bgp listen range there"
                                        .formatted(
                                                neighbor.address(),
                                                side.far().router(),
                                                pool.getFirst().first(),
                                                pool.getLast().last())));
    }

    private List<AddressPool.Range> pool() {
        return side.farEnd().profile().stream()
                .flatMap(profile -> profile.groupAuthorizations().stream())
                .flatMap(
                        each ->
                                side
                                        .far()
                                        .config()
                                        .ike()
                                        .authorizationPolicy(each.policy())
                                        .stream())
                .flatMap(policy -> policy.pool().stream())
                .flatMap(name -> side.far().config().ike().pools().get(name).stream())
                .flatMap(each -> each.ranges().stream())
                .filter(each -> each.first().family() == neighbor.address().family())
                .toList();
    }

    /// Whether the address that is not known is the tunnel's own, and the one that the session comes from.
    private boolean isFromPool() {
        return settings.updateSource().filter(side.nearEnd().port().name()::equals).isPresent();
    }

    private static boolean meet(ListenRange range, AddressPool.Range pool) {
        return pool.contains(range.range().first())
                || pool.contains(range.range().last())
                || range.range().contains(pool.first())
                || range.range().contains(pool.last());
    }

    /// What the other expects of a peer that only a range names; a named neighbour is looked at from its own side.
    private Optional<Finding> ours(Answer answer) {
        NavigableSet<Long> expected = new TreeSet<>(answer.settings().alternateAs());
        answer.settings().remoteAs().ifPresent(expected::add);
        boolean isNamed = answer.words().endsWith(answer.key().toString());
        boolean fits = side.near().asNumbers().stream().anyMatch(expected::contains);
        if (isNamed || expected.isEmpty() || fits) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        side.far().router(),
                        Finding.Place.of(
                                config ->
                                        config.bgp()
                                                .flatMap(
                                                        bgp ->
                                                                bgp.group(answer.group())
                                                                        .remoteAs()),
                                config -> config.bgp().map(BgpConfig::as)),
                        "%s has remote-as %d, but %s, which comes by its bgp listen range, is AS %d: the session is refused; enter %s remote-as %d"
                                .formatted(
                                        answer.words(),
                                        expected.getFirst(),
                                        side.near().router(),
                                        near.as(),
                                        answer.words(),
                                        near.as())));
    }
}
