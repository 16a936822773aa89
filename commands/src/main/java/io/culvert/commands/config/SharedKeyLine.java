package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.Ikev2Keyring.Peer;
import io.culvert.ike.v2.config.SharedKey;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `pre-shared-key` of a peer in a keyring: one for both directions, or one for each, as text or in hexadecimal digits.
final class SharedKeyLine {
    private final Arg<Boolean> local = Args.flag("local", "Key that we prove ourselves with");
    private final Arg<Boolean> remote = Args.flag("remote", "Key that the peer proves itself with");
    private final Arg<Boolean> clear = Args.flag("0", "The key follows unencrypted");
    private final Arg<Secret> text = Secrets.word();
    private final Arg<String> digits = Args.word("Hexadecimal digits, two for each octet");

    Line<Peer> line() {
        return Line.<Peer>of(
                        words("pre-shared-key", "Pre-shared-key to use"),
                        cut(),
                        maybe(oneOf(local, remote)),
                        oneOf(
                                seq(words("hex", "The key follows in hexadecimal"), digits),
                                seq(maybe(clear), text)))
                .trySet(this::set)
                .unset((peer, v) -> with(peer, v, Optional.empty()))
                .show(this::show);
    }

    private Change<Peer> set(Peer peer, Values v) {
        Optional<String> typed = v.find(digits).map(each -> each.replaceFirst("^0[xX]", ""));
        if (typed.filter(each -> !each.matches("[0-9A-Fa-f]+")).isPresent()) {
            return Change.refused("the key is not hexadecimal; enter digits 0 to 9 and a to f");
        }
        if (typed.filter(each -> each.length() % 2 != 0).isPresent()) {
            return Change.refused(
                    "the number of hexadecimal digits is odd; enter two for each octet of the key");
        }
        SharedKey key =
                typed.map(SharedKey::ofDigits).orElseGet(() -> new SharedKey(v.get(text), false));
        return Change.to(with(peer, v, Optional.of(key)));
    }

    private Peer with(Peer peer, Values v, Optional<SharedKey> key) {
        Peer changed = v.has(remote) ? peer : peer.withLocalKey(key);
        return v.has(local) ? changed : changed.withRemoteKey(key);
    }

    private Stream<Values> show(Peer peer) {
        return peer.localKey().isPresent() && peer.localKey().equals(peer.remoteKey())
                ? Stream.of(show(Values.NONE, peer.localKey().get()))
                : Stream.concat(
                        peer.localKey().stream().map(key -> show(Values.of(local, true), key)),
                        peer.remoteKey().stream().map(key -> show(Values.of(remote, true), key)));
    }

    private Values show(Values before, SharedKey key) {
        if (key.isHexadecimal()) {
            return before.and(digits, Bytes.of(key.octets().toArray()).toString());
        }
        return (isWordOfTheLine(Secrets.clear(key.octets())) ? before.and(clear, true) : before)
                .and(text, key.octets());
    }

    /// Whether a key would be taken for one of the words that may stand in its place, or for its beginning.
    private static boolean isWordOfTheLine(String key) {
        return Stream.of("local", "remote", "hex", "0")
                .anyMatch(each -> each.startsWith(key.toLowerCase(Locale.ROOT)));
    }
}
