package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.Console;
import java.util.List;
import java.util.stream.Collectors;

/// The sessions of some tunnels, for displays that are not about cryptography.
public record TunnelSessions(List<ShowCryptoSession.Entry> sessions) implements Answer {
    public TunnelSessions {
        sessions = List.copyOf(sessions);
    }

    public static TunnelSessions of(Console console, List<InterfaceName> tunnels) {
        return new TunnelSessions(
                new CryptoState(console)
                        .sessions().stream()
                                .filter(each -> tunnels.contains(each.name()))
                                .toList());
    }

    @Override
    public String text() {
        return sessions.stream().map(ShowCryptoSession::within).collect(Collectors.joining());
    }
}
