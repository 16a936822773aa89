package io.culvert.commands.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.commands.config.ConfigUses;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Route-maps and lists as IOS prints them.
class PolicyDisplaysTest {
    private static PolicyBook book(String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", text);
        assertThat(loaded.refusals()).isEmpty();
        return loaded.config().policies();
    }

    @Test
    void routeMapsTellTheirClausesInOrderOfSequence() {
        var book =
                book(
                        """
                        route-map IN deny 20
                        route-map IN permit 10
                         match ip address prefix-list P1 P2
                         match as-path 7
                         match community 1 NAMES exact-match
                         match extcommunity 9
                         match metric 5
                         match tag 10 20
                         match ip next-hop prefix-list HOPS
                         set local-preference 200
                         set metric 50
                         set as-path prepend 65000 65000
                         set community 65000:1 no-export additive
                         set extcommunity rt 65000:7 additive
                         set ip next-hop 192.0.2.1
                         set origin igp
                         set tag 4
                         set weight 9
                        route-map OUT permit 10
                         match ip address 10
                         match local-preference 100
                         match ip next-hop 11
                        """);
        assertThat(ShowRouteMaps.of(List.copyOf(book.routeMaps().values())).text())
                .isEqualTo(
                        """
                        route-map IN, permit, sequence 10
                          Match clauses:
                            ip address prefix-lists: P1 P2
                            as-path (as-path filter): 7
                            community (community-list filter): 1 NAMES exact-match
                            extcommunity (extcommunity-list filter):9
                            metric 5
                            tag 10 20
                            ip next-hop prefix-lists: HOPS
                          Set clauses:
                            local-preference 200
                            metric 50
                            as-path prepend 65000 65000
                            community 65000:1 no-export additive
                            extended community RT:65000:7 additive
                            ip next-hop 192.0.2.1
                            origin igp
                            tag 4
                            weight 9
                        route-map IN, deny, sequence 20
                          Match clauses:
                          Set clauses:
                        route-map OUT, permit, sequence 10
                          Match clauses:
                            ip address (access-lists): 10
                            local-preference 100
                            ip next-hop (access-lists): 11
                          Set clauses:
                        """);
    }

    private static final String PREFIX_LISTS =
            """
            ip prefix-list LAN seq 5 permit 10.0.0.0/8 ge 16 le 24
            ip prefix-list LAN seq 20 deny 0.0.0.0/0 le 32
            ip prefix-list ONE seq 10 permit 192.0.2.0/24
            ipv6 prefix-list SIX seq 5 permit 2001:db8::/32 le 64
            """;

    private static final String PREFIX_LIST_USES =
            """
            route-map IN permit 10
             match ip address prefix-list LAN
            router bgp 65000
             neighbor 192.0.2.9 remote-as 65001
             neighbor 192.0.2.9 prefix-list LAN in
            """;

    private static ShowPrefixLists lists(AddressFamily family, ShowPrefixLists.Extent extent) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", PREFIX_LISTS + PREFIX_LIST_USES);
        assertThat(loaded.refusals()).isEmpty();
        return ShowPrefixLists.of(
                family,
                extent,
                loaded.config().policies().prefixLists(),
                name -> ConfigUses.ofPrefixList(loaded.config(), name));
    }

    @Test
    void prefixListsTellTheirEntries() {
        assertThat(lists(AddressFamily.IPV4, ShowPrefixLists.Extent.ENTRIES).text())
                .isEqualTo(
                        """
                        ip prefix-list LAN: 2 entries
                           seq 5 permit 10.0.0.0/8 ge 16 le 24
                           seq 20 deny 0.0.0.0/0 le 32
                        ip prefix-list ONE: 1 entries
                           seq 10 permit 192.0.2.0/24
                        """);
        assertThat(lists(AddressFamily.IPV6, ShowPrefixLists.Extent.ENTRIES).text())
                .isEqualTo(
                        """
                        ipv6 prefix-list SIX: 1 entries
                           seq 5 permit 2001:DB8::/32 le 64
                        """);
    }

    @Test
    void detailAndSummaryCountTheEntriesAndNotWhatNobodyCounts() {
        assertThat(lists(AddressFamily.IPV4, ShowPrefixLists.Extent.DETAIL).only("LAN").text())
                .isEqualTo(
                        """
                        ip prefix-list LAN:
                           count: 2, range entries: 2, sequences: 5 - 20, refcount: 2
                           seq 5 permit 10.0.0.0/8 ge 16 le 24
                           seq 20 deny 0.0.0.0/0 le 32
                        """);
        assertThat(lists(AddressFamily.IPV4, ShowPrefixLists.Extent.SUMMARY).text())
                .isEqualTo(
                        """
                        ip prefix-list LAN:
                           count: 2, range entries: 2, sequences: 5 - 20, refcount: 2
                        ip prefix-list ONE:
                           count: 1, range entries: 0, sequences: 10 - 10, refcount: 0
                        """);
    }

    /// As templates of TextFSM for this command read it, line by line.
    @Test
    void everyLineOfAPrefixListIsOneThatToolsKnow() {
        assertThat(lists(AddressFamily.IPV4, ShowPrefixLists.Extent.ENTRIES).text().lines())
                .allMatch(
                        line ->
                                line.matches("ip\\s+prefix-list\\s+\\S+:\\s+\\d+\\s+entries\\s*")
                                        || line.matches(
                                                "\\s+seq\\s+\\d+\\s+(permit|deny)\\s+\\S+(\\s+ge\\s+\\d+)?(\\s+le\\s+\\d+)?\\s*"));
    }

    @Test
    void communityListsAreTitledByNumberAndKind() {
        var book =
                book(
                        """
                        ip community-list 1 permit 65000:1 65000:2
                        ip community-list 1 deny no-export
                        ip community-list 101 permit 65000:.*
                        ip community-list standard CUSTOMERS permit 65000:7
                        ip community-list expanded EXPR deny _65000:9_
                        ip extcommunity-list 7 permit rt 65000:1
                        ip extcommunity-list expanded ANY permit RT:65000:.*
                        ip as-path access-list 3 permit ^65001$
                        ip as-path access-list 3 deny .*
                        """);
        assertThat(ShowCommunityLists.standard(List.copyOf(book.communityLists().values())).text())
                .isEqualTo(
                        """
                        Community standard list 1
                            permit 65000:1 65000:2
                            deny no-export
                        Community (expanded) access list 101
                            permit 65000:.*
                        Named Community standard list CUSTOMERS
                            permit 65000:7
                        Named Community expanded list EXPR
                            deny _65000:9_
                        """);
        assertThat(
                        ShowCommunityLists.extended(
                                        List.copyOf(book.extendedCommunityLists().values()))
                                .text())
                .isEqualTo(
                        """
                        Standard extended community-list 7
                             permit RT:65000:1
                        Expanded extended community-list ANY
                             permit RT:65000:.*
                        """);
        assertThat(ShowPathLists.of(List.copyOf(book.asPathLists().values())).text())
                .isEqualTo(
                        """
                        AS path access list 3
                            permit ^65001$
                            deny .*
                        """);
    }
}
