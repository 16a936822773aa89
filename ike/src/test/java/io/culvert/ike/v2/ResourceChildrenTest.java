package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Vrf;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.PerResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Child SAs that belong to one worker each, RFC 9611: how many there are, and whose.
class ResourceChildrenTest extends ResourcePair {
    // --- how many ---

    // a: IKE_AUTH SK {.., N(SA_RESOURCE_INFO)} --> ; <-- SK {.., N(SA_RESOURCE_INFO)} :b
    // a: CREATE_CHILD_SA SK {.., N(SA_RESOURCE_INFO, 0)} --> ; <-- SK {.., N(SA_RESOURCE_INFO, 0)}
    // :b, and so on
    // b, 15 s later, for the workers that lack one: the same the other way
    @ParameterizedTest
    @CsvSource({
        "1,1", "1,2", "1,3", "1,4", "2,1", "2,2", "2,3", "2,4", "3,1", "3,2", "3,3", "3,4", "4,1",
        "4,2", "4,3", "4,4", "64,64", "5,17"
    })
    void twoSidesComeToAsManyAsTheOneWithMoreWorkersHas(int workersOfA, int workersOfB) {
        pair(workersOfA, workersOfB);
        net.pass(ALL);
        int most = Math.max(workersOfA, workersOfB);
        assertThat(ofWorkers(a)).hasSize(most == 1 ? 0 : most);
        assertThat(ofWorkers(b)).hasSize(most == 1 ? 0 : most);
        assertThat(a.children()).hasSize(most == 1 ? 1 : most + 1);
        if (most > 1) {
            assertServed(a, workersOfA);
            assertServed(b, workersOfB);
        }
        assertWhole(a, workersOfA, b);
        assertWhole(b, workersOfB, a);
        assertThat(a.notices).noneMatch(notice -> notice.severity() < 5);
        net.pass(Duration.ofMinutes(30));
        assertThat(ofWorkers(a)).hasSize(most == 1 ? 0 : most);
    }

    @Test
    void whoBeganTheSessionAsksAtOnceAndTheOtherWaits() {
        pair(2, 4);
        assertThat(ofWorkers(b)).hasSize(2);
        net.pass(ResourceChildren.TURN);
        assertThat(ofWorkers(b)).hasSize(4);
    }

    @Test
    void withoutTheLineNobodyAsks() {
        pair(4, PLAIN, 4, PLAIN);
        net.pass(ALL);
        assertThat(a.children()).hasSize(1);
    }

    @Test
    void withoutTheLineAPeerThatAsksIsGranted() {
        pair(3, PER_RESOURCE, 2, PLAIN);
        net.pass(ALL);
        assertThat(ofWorkers(b)).hasSize(3);
        assertServed(b, 2);
        assertWhole(a, 3, b);
    }

    // a: IKE_AUTH SK {.., N(SA_RESOURCE_INFO)} --> ; <-- SK {..} :b
    @Test
    void whoRefusesThemSaysSoByNotKnowingOfThem() {
        pair(3, PER_RESOURCE, 2, REFUSED);
        net.pass(ALL);
        assertThat(a.children()).hasSize(1);
        assertThat(b.children()).hasSize(1);
        assertThat(a.notices).extracting(Notice::mnemonic).contains("RESOURCES_REFUSED");
    }

    // a: IKE_AUTH SK {..} --> ; <-- SK {..} :b
    // b, 15 s later: CREATE_CHILD_SA SK {.., N(SA_RESOURCE_INFO, 0)} --> ; <-- SK {N(TS_MAX_QUEUE)}
    // :a
    @Test
    void whoRefusesThemGrantsNoneToAPeerThatAsksAllTheSame() {
        pair(3, REFUSED, 2, PER_RESOURCE);
        net.pass(ALL);
        assertThat(a.children()).hasSize(1);
        assertThat(b.children()).hasSize(1);
        assertThat(b.notices).extracting(Notice::mnemonic).contains("RESOURCES_REFUSED");
    }

    @Test
    void whoOnlyAnsweredAsksAPeerThatDidNot() {
        pair(3, PLAIN, 2, PER_RESOURCE);
        net.pass(ALL);
        assertThat(ofWorkers(a)).hasSize(2);
        assertServed(b, 2);
        assertWhole(b, 2, a);
    }

    @Test
    void whoIsNotToBeginAsksForNone() {
        pair(
                2,
                PER_RESOURCE,
                4,
                profile -> profile.withPerResource(PerResource.WANTED).withResponderOnly(true));
        net.pass(ALL);
        assertThat(ofWorkers(b)).hasSize(2);
    }

    @Test
    void eachHasAKeyExchangeOfItsOwnWhereTheProfileSaysSo() {
        UnaryOperator<IpsecProfile> pfs =
                profile ->
                        profile.withPerResource(PerResource.WANTED)
                                .withEsn(true)
                                .withPfsGroup(Optional.of(KeyExchangeMethod.ECP_256));
        pair(3, pfs, 4, pfs);
        net.pass(ALL);
        assertThat(ofWorkers(a)).hasSize(4);
        assertWhole(a, 3, b);
        assertWhole(b, 4, a);
    }

    @Test
    void everyTrafficOfATunnelHasItsOwn() {
        IkeConfig config = Configs.inTunnelMode(config(PER_RESOURCE));
        a = node("10.0.0.1", config, 2);
        b = node("10.0.0.2", Configs.responderOnly(config), 3);
        var one = WantedChild.of(range("192.168.1.0/24"), range("172.16.1.0/24"));
        var two = WantedChild.of(range("192.168.2.0/24"), range("172.16.0.0/16"));
        b.connect(
                a,
                new WantedChild(one.remote(), one.local()),
                new WantedChild(two.remote(), two.local()));
        a.connect(b, one, two);
        net.pass(ALL);
        assertThat(a.children()).hasSize(6);
        for (WantedChild wanted : List.of(one, two)) {
            assertThat(a.children())
                    .filteredOn(child -> child.localSelectors().equals(wanted.local()))
                    .extracting(ChildSa::resource)
                    .containsExactlyInAnyOrder(
                            OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1));
        }
        assertThat(b.children())
                .filteredOn(child -> child.remoteSelectors().equals(one.local()))
                .extracting(ChildSa::resource)
                .containsExactlyInAnyOrder(
                        OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1));
    }

    // --- refusals ---

    // a has forgotten one that b still has, and asks for one more than b takes
    // a: SK {.., N(SA_RESOURCE_INFO)} --> ; <-- SK {N(TS_MAX_QUEUE)} :b
    @Test
    void beyondTheLimitNoMoreAreMadeAndTheTunnelGoesOn() {
        pair(64, 4);
        net.pass(ALL);
        assertThat(ofWorkers(b)).hasSize(ResourceChildren.RESOURCES_MAX);
        int forgotten = ofWorker(a, 7).outboundSpi();
        b.tell(new IkeEvent.UnknownSpi(Vrf.GLOBAL, b.address, a.address, forgotten));
        net.pass(Duration.ofMinutes(5));
        assertThat(ofWorkers(a)).hasSize(63);
        assertThat(ofWorkers(b)).hasSize(64);
        assertThat(b.why()).contains("more than 64 Child SAs of single workers");
        assertThat(a.notices)
                .filteredOn(notice -> notice.mnemonic().equals("RESOURCES_REFUSED"))
                .singleElement()
                .satisfies(
                        notice ->
                                assertThat(notice.text())
                                        .isEqualTo(
                                                "the peer 10.0.0.2 makes no more Child SAs for single workers, 63 of 64 have one: it answers TS_MAX_QUEUE"));
        assertThat(a.sessions).hasSize(1);
        assertThat(a.effects).noneMatch(IkeEffect.SessionDown.class::isInstance);

        // A new IKE SA asks anew.
        a.tell(new IkeEvent.ClearSession(Optional.empty()));
        net.pass(ALL);
        assertThat(ofWorkers(a)).hasSize(64);
        assertThat(ofWorkers(b)).hasSize(64);
    }

    // --- deletions ---

    @Test
    void onesThatThePeerDeletesAreAskedForEverMoreSlowly() {
        pair(2, PER_RESOURCE, 2, PLAIN);
        Duration step = Duration.ofSeconds(1);
        int deletions = 0;
        for (int second = 0; second < 6 * 3600; second++) {
            net.pass(step);
            for (ChildSa child : ofWorkers(b)) {
                boolean isLive =
                        b.engine.snapshot().sas().getFirst().children().stream()
                                .anyMatch(
                                        view ->
                                                view.sa().id() == child.id()
                                                        && view.state().equals("ACTIVE"));
                if (isLive && child.resource().getAsInt() == 1) {
                    deletions++;
                    b.engine.deleteChild(net.now, child.id(), b::obey);
                }
            }
        }
        assertThat(deletions).isBetween(6, 14);
        assertThat(ofWorkers(a)).hasSizeBetween(1, 2);
        assertThat(a.sessions).hasSize(1);
    }

    @Test
    void oneThatThePeerMadeAndDeletesIsItsOwnAffair() {
        pair(2, 4);
        net.pass(ALL);
        ChildSa made = ofWorker(b, 3);
        b.engine.deleteChild(net.now, made.id(), b::obey);
        net.pass(Duration.ofHours(2));
        assertThat(ofWorkers(a)).hasSize(3);
        assertThat(ofWorkers(b)).hasSize(3);
        assertWhole(a, 2, b);
    }

    @Test
    void oneThatThePeerHasLostComesBack() {
        pair(3, 3);
        ChildSa lost = ofWorker(a, 1);
        b.tell(new IkeEvent.UnknownSpi(Vrf.GLOBAL, b.address, a.address, lost.outboundSpi()));
        net.pass(SETUP);
        assertThat(ofWorkers(a)).hasSize(2);
        net.pass(ALL);
        assertThat(ofWorkers(a)).hasSize(3);
        assertServed(a, 3);
    }

    @Test
    void withoutTheOneForAllTheSessionBeginsAnew() {
        pair(3, 3);
        net.pass(ALL);
        long before = a.session().id();
        b.engine.deleteChild(net.now, b.child().id(), b::obey);
        net.pass(ALL);
        assertThat(a.session().id()).isNotEqualTo(before);
        assertThat(ofWorkers(a)).hasSize(3);
        assertWhole(a, 3, b);
        assertWhole(b, 3, a);
    }

    @Test
    void whoDidNotBeginLetsThemGoWithTheOneForAll() {
        pair(3, 3);
        net.pass(ALL);
        List<ChildSa> before = b.children();
        a.engine.deleteChild(net.now, a.child().id(), a::obey);
        net.pass(SETUP);
        assertThat(b.effects).anyMatch(IkeEffect.SessionDown.class::isInstance);
        assertThat(b.children()).doesNotContainAnyElementsOf(before);
        net.pass(ALL);
        net.pass(ALL);
        assertThat(b.sessions).hasSize(1);
        assertThat(ofWorkers(a)).hasSize(3);
        assertWhole(b, 3, a);
    }

    // --- who gets it ---

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void anSpiIsOfTheWorkerThatItIsFor(int workers) {
        var table = new ChildTable();
        Entropy entropy = Entropy.seeded("spi " + workers);
        for (int draw = 0; draw < 1000; draw++) {
            int worker = draw % workers;
            int spi = table.nextSpi(entropy, workers, OptionalInt.of(worker));
            assertThat(Integer.remainderUnsigned(spi, workers)).isEqualTo(worker);
            assertThat(Integer.compareUnsigned(spi, 255)).isPositive();
        }
        assertThat(
                        IntStream.range(0, 1000)
                                .map(_ -> table.nextSpi(entropy, workers, OptionalInt.empty()))
                                .map(spi -> Integer.remainderUnsigned(spi, workers))
                                .distinct()
                                .count())
                .isEqualTo(workers);
    }

    @Test
    void onlyWhoSurelyHasOneIsSentPacketsOnIt() {
        pair(2, 2);
        net.pass(Duration.ofSeconds(1));
        assertThat(a.outboundOfWorkers).hasSize(2);
        net.pass(ChildSet.SETTLE);
        assertThat(b.outboundOfWorkers).hasSize(2);
    }
}
