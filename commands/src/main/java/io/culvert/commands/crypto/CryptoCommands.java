package io.culvert.commands.crypto;

import io.culvert.cli.Command;
import io.culvert.commands.Console;
import java.util.List;

/// Commands about IKEv2 and IPsec.
public final class CryptoCommands {
    private CryptoCommands() {}

    public static List<Command<Console>> commands() {
        return List.of();
    }
}
