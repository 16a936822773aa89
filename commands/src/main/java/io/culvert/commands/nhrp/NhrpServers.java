package io.culvert.commands.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpServerView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `show ip nhrp nhs [detail]`.
///
/// @param powerOn by the clock on the wall
record NhrpServers(List<Server> servers, Instant powerOn, boolean detail) implements Answer {
    /// @param trouble in detail, why it does not answer, or cannot
    record Server(NhrpServerView view, Optional<String> trouble) {}

    NhrpServers {
        servers = List.copyOf(servers);
    }

    @Override
    public Object json() {
        return servers.stream().map(each -> each.view().by(WallTime.since(powerOn))).toList();
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        "Legend: E=Expecting replies, R=Responding, W=Waiting, D=Dynamic\n");
        Optional<InterfaceName> group = Optional.empty();
        for (Server server : servers) {
            NhrpServerView each = server.view();
            if (!group.equals(Optional.of(each.on()))) {
                group = Optional.of(each.on());
                text.append(each.on()).append(":\n");
            }
            text.append(line(each));
            if (detail) {
                each.outside()
                        .ifPresent(
                                seen ->
                                        text.append("    Seen there as ")
                                                .append(seen)
                                                .append('\n'));
                each.reason().ifPresent(why -> text.append("    ").append(why).append('\n'));
                server.trouble().ifPresent(why -> text.append("    ").append(why).append('\n'));
            }
        }
        return text.toString();
    }

    static String line(NhrpServerView each) {
        return "%s  %s NBMA Address: %s%s priority = %d cluster = %d%n"
                .formatted(
                        name(each),
                        letters(each.state()) + (each.server().isDynamic() ? "D" : ""),
                        each.nbma().map(IpAddress::toString).orElse("unknown"),
                        each.server().host().map(host -> " (" + host + ")").orElse(""),
                        each.server().priority(),
                        each.server().cluster());
    }

    /// A dynamic server has no address of its own until it says it.
    static String name(NhrpServerView each) {
        return each.address().map(IpAddress::toString).orElse("unknown");
    }

    static String letters(NhrpServerView.State state) {
        return switch (state) {
            case RESPONDING, RETURNING -> "RE";
            case EXPECTING, REFUSING, DOWN -> " E";
            case STANDBY -> " W";
        };
    }
}
