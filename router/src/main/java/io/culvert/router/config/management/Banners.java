package io.culvert.router.config.management;

import java.util.Optional;

/// What is printed to those who come.
///
/// @param login before somebody has logged in
/// @param motd after that
/// @param exec before the first prompt, last
public record Banners(Optional<String> login, Optional<String> motd, Optional<String> exec) {
    public static final Banners NONE =
            new Banners(Optional.empty(), Optional.empty(), Optional.empty());

    public Banners withLogin(Optional<String> login) {
        return new Banners(login, motd, exec);
    }

    public Banners withMotd(Optional<String> motd) {
        return new Banners(login, motd, exec);
    }

    public Banners withExec(Optional<String> exec) {
        return new Banners(login, motd, exec);
    }
}
