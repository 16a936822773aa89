package io.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a person sees at a terminal.
class SessionTest {
    record Hosts(List<Host> hosts) implements Answer {
        record Host(String name, Ipv4Address address, Optional<Integer> age) {}

        @Override
        public String text() {
            var text = new StringBuilder("Host   Address\n");
            hosts.forEach(host -> text.append("%-6s %s%n".formatted(host.name(), host.address())));
            return text.toString();
        }
    }

    private static final class Ping implements Waiting {
        private int left = 3;

        @Override
        public String take() {
            return "!";
        }

        @Override
        public boolean isDone() {
            return --left <= 0;
        }

        @Override
        public void cancel() {
            left = 0;
        }

        @Override
        public Optional<Answer> answer() {
            return Optional.empty();
        }
    }

    private static final Arg<Integer> COUNT = Args.integer(1, 99, "Number of hosts");

    private Enabling enabling = new Enabling.Free();

    private final Session<Integer, Toy> session =
            new Session<>(
                    new ExecCommands<>(
                            List.of(
                                    Command.<Integer>show(
                                            call ->
                                                    hosts(
                                                            call.values()
                                                                    .find(COUNT)
                                                                    .orElse(call.router())),
                                            Syntax.words(
                                                    "show hosts",
                                                    "IP domain-name, nameservers, and host table"),
                                            Syntax.maybe(COUNT)),
                                    Command.<Integer>of(
                                            _ -> new Outcome.Wait(new Ping()),
                                            Syntax.words("ping", "Send echo messages")),
                                    Command.<Integer>of(
                                                    _ -> Outcome.refuse("nothing to clear"),
                                                    Syntax.words("clear hosts", "Delete"))
                                            .privilegedOnly()),
                            Map.of("show", "Show running system information")),
                    Toy.grammar(),
                    2,
                    new ConfigPort<>() {
                        private Toy toy = Toy.DEFAULT;

                        @Override
                        public Toy config() {
                            return toy;
                        }

                        @Override
                        public Optional<String> commit(Toy after) {
                            if (after.hostname().equals("bad")) {
                                return Optional.of("the name bad is taken by R7");
                            }
                            toy = after;
                            return Optional.empty();
                        }

                        @Override
                        public Enabling enabling(Visitor visitor, int level) {
                            return level == Visitor.LEVEL_MAX
                                    ? enabling
                                    : new Enabling.Never("% No password set");
                        }

                        @Override
                        public String hostname() {
                            return toy.hostname();
                        }
                    },
                    Terminal.DEFAULT,
                    Visitor.atConsole(1));

    private static Hosts hosts(int count) {
        return new Hosts(
                java.util.stream.IntStream.rangeClosed(1, count)
                        .mapToObj(
                                i ->
                                        new Hosts.Host(
                                                "h" + i,
                                                Ipv4Address.of("10.0.0." + i),
                                                Optional.empty()))
                        .toList());
    }

    private String type(String line) {
        return session.submit(line).text();
    }

    @Test
    void thePromptSaysWhereOneStands() {
        assertThat(session.prompt()).isEqualTo("Router>");
        assertThat(type("conf t")).contains("% Invalid input detected at '^' marker.");
        type("en");
        assertThat(session.prompt()).isEqualTo("Router#");
        type("conf t");
        assertThat(session.prompt()).isEqualTo("Router(config)#");
        type("hostname R1");
        type("int e0/0");
        assertThat(session.prompt()).isEqualTo("R1(config-if)#");
        type("end");
        type("disable");
        assertThat(session.prompt()).isEqualTo("R1>");
        type("exit");
        assertThat(session.state()).isEqualTo(Session.State.CLOSED);
    }

    @Test
    void theCaretStandsUnderTheWordOnTheScreen() {
        assertThat(type("show hots"))
                .isEqualTo("            ^\n% Invalid input detected at '^' marker.\n\n");
    }

    @Test
    void anAnswerIsTextOrJson() {
        assertThat(type("sh ho")).isEqualTo("Host   Address\nh1     10.0.0.1\nh2     10.0.0.2\n");
        assertThat(type("sh ho | json").replaceAll("\\s", ""))
                .isEqualTo(
                        "{\"hosts\":[{\"name\":\"h1\",\"address\":\"10.0.0.1\",\"age\":null},{\"name\":\"h2\",\"address\":\"10.0.0.2\",\"age\":null}]}");
    }

    @Test
    void filtersPickLines() {
        assertThat(type("show hosts | include h2")).isEqualTo("h2     10.0.0.2\n");
        assertThat(type("show hosts | e h[12]")).isEqualTo("Host   Address\n");
        assertThat(type("show hosts | b h1 | c 10"))
                .isEqualTo("Number of lines which match regexp = 2\n");
        assertThat(type("show hosts | i (")).startsWith("% Failed to compile regular expression");
        assertThat(type("show hosts | foo")).contains("^");
        assertThat(session.help("show hosts | i")).isEqualTo("include\n");
    }

    @Test
    void aLongOutputWaitsForAKey() {
        session.submit("show hosts 30");
        assertThat(session.state()).isEqualTo(Session.State.PAGED);
        assertThat(session.more('\n').text()).isEqualTo("h23    10.0.0.23\n");
        assertThat(session.more(' ').text()).endsWith("h30    10.0.0.30\n");
        assertThat(session.state()).isEqualTo(Session.State.READY);
        session.submit("show hosts 30");
        assertThat(session.more('q').state()).isEqualTo(Session.State.READY);
        type("terminal length 0");
        assertThat(type("show hosts 30").lines()).hasSize(31);
    }

    @Test
    void aCommandThatTakesTimeIsPolledAndCanBeStopped() {
        assertThat(session.submit("ping").state()).isEqualTo(Session.State.WAITING);
        assertThat(session.poll().state()).isEqualTo(Session.State.WAITING);
        assertThat(session.poll().state()).isEqualTo(Session.State.READY);
        session.submit("ping");
        assertThat(session.cancel().state()).isEqualTo(Session.State.READY);
    }

    @Test
    void doRunsACommandFromConfiguration() {
        type("enable");
        type("configure terminal");
        assertThat(type("do show hosts | include h1")).isEqualTo("h1     10.0.0.1\n");
        assertThat(type("do show hots"))
                .startsWith(" ".repeat("Router(config)#do show ho".length() - 2) + "^");
        assertThat(type("hostname bad")).isEqualTo("% the name bad is taken by R7\n");
        assertThat(session.prompt()).isEqualTo("Router(config)#");
    }

    @Test
    void helpKnowsTheModes() {
        assertThat(session.help(""))
                .contains("  show      Show running system information\n")
                .doesNotContain("clear");
        assertThat(session.help("show "))
                .isEqualTo(
                        """
                          hosts      IP domain-name, nameservers, and host table
                          privilege  Show current privilege level
                        """);
        assertThat(session.complete("sh")).containsExactly("show");
    }

    @Test
    void enableAsksForTheSecretThreeTimes() {
        enabling = new Enabling.Asked("open"::equals);
        var dialogue = new Dialogue(session);
        assertThat(dialogue.take(new Dialogue.Input.Line("enable")).next())
                .isInstanceOf(Dialogue.Next.Secret.class);
        assertThat(dialogue.take(new Dialogue.Input.Checked(false)).next())
                .isInstanceOf(Dialogue.Next.Secret.class);
        assertThat(type("wrong")).isEmpty();
        assertThat(type("wrong")).isEqualTo("% Bad secrets\n\n");
        assertThat(session.prompt()).isEqualTo("Router>");
        type("enable");
        type("open");
        assertThat(session.prompt()).isEqualTo("Router#");
        assertThat(type("show privilege")).isEqualTo("Current privilege level is 15\n");
    }

    @Test
    void theEscapeSequenceEndsTheQuestionForASecret() {
        enabling = new Enabling.Asked("open"::equals);
        type("enable");
        assertThat(session.cancel().state()).isEqualTo(Session.State.READY);
        assertThat(session.answer(true).text()).isEmpty();
        assertThat(session.prompt()).isEqualTo("Router>");
    }

    @Test
    void aLevelBetweenHasTheCommandsForEverybody() {
        assertThat(type("enable 7")).isEqualTo("% No password set\n");
        type("enable");
        type("disable 7");
        assertThat(session.prompt()).isEqualTo("Router#");
        assertThat(type("configure terminal")).contains("% Invalid input");
    }

    @Test
    void theWindowSetsThePageUntilTheLengthIsTyped() {
        var dialogue = new Dialogue(session);
        dialogue.window(132, 10);
        assertThat(session.submit("show hosts 30").text().lines()).hasSize(9);
        dialogue.take(new Dialogue.Input.Key('q'));
        type("terminal length 0");
        dialogue.window(80, 5);
        assertThat(type("show hosts 30").lines()).hasSize(31);
    }

    @Test
    void whoeverAskedMakesTheAnswerIntoText() {
        var dialogue = new Dialogue(session);
        Dialogue.Turn asked = dialogue.take(new Dialogue.Input.Line("show hosts 30 | include h"));
        assertThat(asked.text()).isEmpty();
        String text = ((Dialogue.Next.Render) asked.next()).work().get();
        Dialogue.Turn shown = dialogue.take(new Dialogue.Input.Rendered(text));
        assertThat(shown.text()).startsWith("h1     10.0.0.1\n");
        assertThat(shown.next()).isEqualTo(new Dialogue.Next.Key(Session.MORE));
        assertThat(dialogue.take(new Dialogue.Input.Rendered(text)).text()).isEmpty();
    }

    @Test
    void theEscapeSequenceDropsAnAnswerThatIsNotTextYet() {
        var dialogue = new Dialogue(session);
        dialogue.take(new Dialogue.Input.Line("show hosts"));
        assertThat(dialogue.take(new Dialogue.Input.Interrupt()).next())
                .isEqualTo(new Dialogue.Next.Line("Router>"));
        assertThat(dialogue.take(new Dialogue.Input.Rendered("too late")).text()).isEmpty();
    }
}
