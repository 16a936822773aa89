package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.router.CipherLoad;
import io.culvert.router.RouterView;
import java.util.List;
import java.util.function.ToLongFunction;

/// `show crypto engine accelerator statistic`: what the ESP ciphers have done since power-on.
record ShowCryptoStatistic(String name, List<CipherLoad> suites) implements Answer {
    ShowCryptoStatistic {
        suites = List.copyOf(suites);
    }

    static ShowCryptoStatistic of(RouterView view) {
        return new ShowCryptoStatistic(view.cryptoEngine(), view.cipherLoads());
    }

    @Override
    public String text() {
        var text = new StringBuilder("Device:   Software\nLocation: " + name + "\n");
        text.append("\tAll suites, since power-on\n");
        append(
                text,
                sum(CipherLoad::openedPackets) + sum(CipherLoad::sealedPackets),
                sum(CipherLoad::openedOctets) + sum(CipherLoad::sealedOctets));
        text.append(
                "\t%12d packets encrypted       %12d packets decrypted\n"
                        .formatted(sum(CipherLoad::sealedPackets), sum(CipherLoad::openedPackets)));
        text.append(
                "\t%12d bytes encrypted         %12d bytes decrypted\n"
                        .formatted(sum(CipherLoad::sealedOctets), sum(CipherLoad::openedOctets)));
        text.append(
                "\t%12d authentication failures %12d replays\n"
                        .formatted(
                                sum(CipherLoad::authenticationFailures), sum(CipherLoad::replays)));
        text.append("\t%12d other drops\n".formatted(sum(CipherLoad::otherDrops)));
        suites.forEach(suite -> append(suite, text));
        return text.toString();
    }

    private static void append(StringBuilder text, long packets, long octets) {
        text.append("\t%12d packets                 %12d bytes\n".formatted(packets, octets));
    }

    private static void append(CipherLoad load, StringBuilder text) {
        text.append("\n" + load.suite().words() + " on " + load.rung() + "\n");
        text.append(
                "\t%12d inbound SAs             %12d outbound SAs\n"
                        .formatted(load.inbound(), load.outbound()));
        text.append(
                "\t%12d packets encrypted       %12d packets decrypted\n"
                        .formatted(load.sealedPackets(), load.openedPackets()));
        text.append(
                "\t%12d bytes encrypted         %12d bytes decrypted\n"
                        .formatted(load.sealedOctets(), load.openedOctets()));
        text.append(
                "\t%12d authentication failures %12d replays\n"
                        .formatted(load.authenticationFailures(), load.replays()));
        text.append("\t%12d other drops\n".formatted(load.otherDrops()));
    }

    private long sum(ToLongFunction<CipherLoad> part) {
        return suites.stream().mapToLong(part).sum();
    }
}
