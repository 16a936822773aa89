package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.bgp.policy.CommunityList;
import io.culvert.bgp.policy.PolicyBook;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A list of communities is standard or expanded, by its number or by the word before its name.
class CommunityListLineTest {
    private static ConfigLoader.Loaded load(String text) {
        return ConfigLoader.load("test.cfg", text);
    }

    private static List<String> refusals(String text) {
        return load(text).refusals().stream().map(Object::toString).toList();
    }

    private static CommunityList list(String text, String name) {
        PolicyBook book = load(text).config().policies();
        return Objects.requireNonNull(book.communityLists().get(name), name);
    }

    @Test
    void aLineOfTheOtherKindUnderTheSameNumberIsRefused() {
        String text =
                """
                ip community-list 5 permit 1:1
                ip community-list expanded 5 permit 1:.*
                ip community-list 100 permit 1:.*
                ip community-list standard 100 permit 1:1
                ip extcommunity-list 7 permit rt 1:1
                ip extcommunity-list expanded 7 permit RT:1:.*
                """;
        assertThat(refusals(text))
                .satisfiesExactly(
                        each -> assertThat(each).contains("% Community list 5 is a standard list"),
                        each ->
                                assertThat(each)
                                        .contains("% Community list 100 is an expanded list"),
                        each ->
                                assertThat(each)
                                        .contains(
                                                "% Extended community list 7 is a standard list"));
        assertThat(list(text, "5").entries()).hasSize(1);
        assertThat(list(text, "100").entries()).hasSize(1);
    }

    @Test
    void aNameHasOneKindToo() {
        assertThat(
                        refusals(
                                """
                                ip community-list standard C permit 1:1
                                ip community-list standard C permit 1:2
                                ip community-list expanded C permit 1:.*
                                """))
                .singleElement()
                .asString()
                .contains("% Community list C is a standard list");
    }

    @Test
    void noListOfTheOtherKindIsTakenAway() {
        String text =
                """
                ip community-list 5 permit 1:1
                no ip community-list expanded 5
                """;
        assertThat(refusals(text)).hasSize(1);
        assertThat(list(text, "5").entries()).hasSize(1);
    }

    @Test
    void aNameThatWasTakenAwayMayComeBackAsTheOtherKind() {
        String text =
                """
                ip community-list standard C permit 1:1
                no ip community-list standard C
                ip community-list expanded C permit 1:.*
                """;
        assertThat(refusals(text)).isEmpty();
        assertThat(list(text, "C").entries())
                .allSatisfy(entry -> assertThat(entry.isExpanded()).isTrue());
    }
}
