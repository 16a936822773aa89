package io.culvert.router.config.management;

import java.util.Optional;

/// `username`: somebody who may log in.
///
/// @param privilege the level to begin with; empty for that of the line
/// @param credential empty for one who logs in by key alone, or not at all
/// @param open `nopassword`: whoever gives the name is let in
public record User(
        String name, Optional<Integer> privilege, Optional<Credential> credential, boolean open) {
    public static User named(String name) {
        return new User(name, Optional.empty(), Optional.empty(), false);
    }

    public User withPrivilege(Optional<Integer> privilege) {
        return new User(name, privilege, credential, open);
    }

    public User withCredential(Optional<Credential> credential) {
        return new User(name, privilege, credential, false);
    }

    public User withOpen(boolean open) {
        return new User(name, privilege, Optional.empty(), open);
    }
}
