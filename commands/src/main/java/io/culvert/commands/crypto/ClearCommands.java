package io.culvert.commands.crypto;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import java.util.List;
import java.util.Optional;

/// Commands that end sessions. Tunnels that want protection begin anew at once.
final class ClearCommands {
    private static final Arg<IpAddress> PEER = Args.address("Address of the peer");

    private ClearCommands() {}

    static List<Command<Console>> commands() {
        return List.of(
                clear(words("clear crypto session", "Reset sessions"), "remote"),
                clear(words("clear crypto ikev2 sa", "Reset IKEv2 SAs"), "remote"),
                clear(words("clear crypto sa", "Reset security associations"), "peer"));
    }

    private static Command<Console> clear(Syntax syntax, String peerWord) {
        return Command.<Console>of(
                        call -> clear(call.router(), call.values().find(PEER)),
                        syntax,
                        maybe(words(peerWord, "Of one peer"), PEER))
                .privilegedOnly();
    }

    private static Outcome clear(Console console, Optional<IpAddress> peer) {
        if (peer.isPresent() && !new CryptoState(console).knows(peer.get())) {
            return Outcome.refuse(CryptoCommands.noSession(peer.get()));
        }
        console.router().clearSessions(console.now(), peer);
        return Outcome.say("");
    }
}
