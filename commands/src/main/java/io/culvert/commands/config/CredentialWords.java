package io.culvert.commands.config;

import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.crypto.password.PasswordHash;
import io.culvert.router.config.management.Credential;
import java.util.Optional;

/// The words in which a line holds a secret or a password: `0`, `5`, `7`, `8` and `9` with what follows each.
final class CredentialWords {
    private final Arg<Secret> clear = clear("The UNENCRYPTED (cleartext) secret");
    private final Arg<Secret> bare = bare("The UNENCRYPTED (cleartext) secret");
    private final Arg<Secret> hashing = clear("The UNENCRYPTED (cleartext) secret");
    private final Arg<PasswordHash> md5 = hash(PasswordHash.Kind.MD5);
    private final Arg<PasswordHash> pbkdf2 = hash(PasswordHash.Kind.PBKDF2);
    private final Arg<PasswordHash> scrypt = hash(PasswordHash.Kind.SCRYPT);
    private final Arg<PasswordHash.Kind> algorithm =
            Args.choice(
                    Args.option("md5", PasswordHash.Kind.MD5, "Encode with MD5 (type 5)"),
                    Args.option(
                            "sha256",
                            PasswordHash.Kind.PBKDF2,
                            "Encode with PBKDF2 hashing (type 8)"),
                    Args.option(
                            "scrypt",
                            PasswordHash.Kind.SCRYPT,
                            "Encode with SCRYPT hashing (type 9)"));
    private final Arg<Secret> password = clear("The UNENCRYPTED (cleartext) password");
    private final Arg<Secret> barePassword = bare("The UNENCRYPTED (cleartext) password");
    private final Arg<Credential.Password> hidden =
            Args.typed(
                    "WORD",
                    "The HIDDEN password",
                    text ->
                            Type7.reveal(text)
                                    .map(
                                            secret ->
                                                    new Credential.Password(
                                                            secret,
                                                            Optional.of(Type7.offset(text)))),
                    held -> Type7.hide(held.secret(), held.offset().orElse(0)));

    private static Arg<Secret> clear(String help) {
        return Args.line(
                help,
                text ->
                        text.length() > PasswordHash.PASSWORD_LENGTH_MAX
                                ? Optional.empty()
                                : Optional.of(Secret.of(Bytes.utf8(text))),
                Secrets::clear);
    }

    /// Without a type before it. A digit alone would be a type, and one that is not known must not pass for a password.
    private static Arg<Secret> bare(String help) {
        return Args.line(
                help,
                text ->
                        text.length() > PasswordHash.PASSWORD_LENGTH_MAX
                                        || text.matches("[0-9]\\s.*")
                                ? Optional.empty()
                                : Optional.of(Secret.of(Bytes.utf8(text))),
                Secrets::clear);
    }

    private static Arg<PasswordHash> hash(PasswordHash.Kind kind) {
        return Args.typed(
                "WORD",
                "The HASHED secret",
                text -> PasswordHash.parse(kind, text),
                PasswordHash::text);
    }

    /// `secret ...` and `algorithm-type ... secret ...`.
    ///
    /// @param between what may stand before the secret itself, such as `level 5`
    Syntax secret(Object... between) {
        return seq(
                words("secret", "Specify the secret"),
                seq(between),
                oneOf(
                        seq(words("0", "Specifies an UNENCRYPTED secret will follow"), clear),
                        seq(words("5", "Specifies a MD5 HASHED secret will follow"), md5),
                        seq(words("8", "Specifies a PBKDF2 HASHED secret will follow"), pbkdf2),
                        seq(words("9", "Specifies a SCRYPT HASHED secret will follow"), scrypt),
                        bare));
    }

    Syntax hashing(Object... between) {
        return seq(
                words("algorithm-type", "Algorithm to use for hashing the plain text secret"),
                algorithm,
                words("secret", "Specify the secret"),
                seq(between),
                hashing);
    }

    Syntax password(Object... between) {
        return seq(
                words("password", "Specify the password"),
                seq(between),
                oneOf(
                        seq(words("0", "Specifies an UNENCRYPTED password will follow"), password),
                        seq(words("7", "Specifies a HIDDEN password will follow"), hidden),
                        barePassword));
    }

    /// The credential that a line holds, if it holds one.
    Optional<Credential> read(Values values) {
        Optional<Credential> hashed =
                values.find(md5)
                        .or(() -> values.find(pbkdf2))
                        .or(() -> values.find(scrypt))
                        .map(Credential.Hashed::new);
        Optional<Credential> typed =
                values.find(clear)
                        .or(() -> values.find(bare))
                        .map(secret -> new Credential.Fresh(secret, PasswordHash.Kind.SCRYPT));
        Optional<Credential> chosen =
                values.find(hashing)
                        .map(secret -> new Credential.Fresh(secret, values.get(algorithm)));
        Optional<Credential> inTheClear =
                values.find(password)
                        .or(() -> values.find(barePassword))
                        .map(secret -> new Credential.Password(secret, Optional.empty()));
        return hashed.or(() -> typed)
                .or(() -> chosen)
                .or(() -> inTheClear)
                .or(() -> values.find(hidden));
    }

    /// The operands that write a credential again.
    Values add(Values values, Credential credential) {
        return switch (credential) {
            case Credential.Hashed(var hash) -> values.and(ofKind(hash.kind()), hash);
            case Credential.Fresh(var secret, var kind) ->
                    values.and(algorithm, kind).and(hashing, secret);
            case Credential.Password held ->
                    held.offset().isPresent()
                            ? values.and(hidden, held)
                            : values.and(password, held.secret());
        };
    }

    private Arg<PasswordHash> ofKind(PasswordHash.Kind kind) {
        return switch (kind) {
            case MD5 -> md5;
            case PBKDF2 -> pbkdf2;
            case SCRYPT -> scrypt;
        };
    }
}
