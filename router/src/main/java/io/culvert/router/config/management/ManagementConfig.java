package io.culvert.router.config.management;

import io.culvert.base.OrderedMap;
import io.culvert.engine.Entropy;
import java.util.Optional;

/// Who may come to the router, how, and where its messages go.
///
/// @param hidesPasswords `service password-encryption`
/// @param enable by privilege level; a secret goes before a password of the same level
public record ManagementConfig(
        boolean hidesPasswords,
        OrderedMap<Integer, Enable> enable,
        OrderedMap<String, User> users,
        SshConfig ssh,
        Banners banners,
        Lines lines,
        LoggingConfig logging) {
    public static final ManagementConfig DEFAULT =
            new ManagementConfig(
                    false,
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    SshConfig.DEFAULT,
                    Banners.NONE,
                    Lines.NONE,
                    LoggingConfig.DEFAULT);

    /// What opens a privilege level.
    public record Enable(Optional<Credential> secret, Optional<Credential> password) {
        public static final Enable NONE = new Enable(Optional.empty(), Optional.empty());

        public Optional<Credential> inForce() {
            return secret.or(() -> password);
        }

        public Enable withSecret(Optional<Credential> credential) {
            return new Enable(credential, password);
        }

        public Enable withPassword(Optional<Credential> credential) {
            return new Enable(secret, credential);
        }
    }

    public Enable enable(int level) {
        return enable.get(level).orElse(Enable.NONE);
    }

    /// As it goes into force, with no secret left that somebody typed. The same object when there was none.
    public ManagementConfig sealed(Entropy entropy) {
        OrderedMap<Integer, Enable> levels = enable;
        for (var level : enable.asMap().entrySet()) {
            Enable was = level.getValue();
            levels =
                    levels.with(
                            level.getKey(),
                            new Enable(seal(was.secret, entropy), seal(was.password, entropy)));
        }
        OrderedMap<String, User> people = users;
        for (User user : users) {
            Optional<Credential> seal = seal(user.credential(), entropy);
            if (seal.isPresent()) {
                people = people.with(user.name(), user.withCredential(seal));
            }
        }
        Lines terminals = lines.map(line -> line.withPassword(seal(line.password(), entropy)));
        var after =
                new ManagementConfig(
                        hidesPasswords, levels, people, ssh, banners, terminals, logging);
        return after.equals(this) ? this : after;
    }

    private Optional<Credential> seal(Optional<Credential> credential, Entropy entropy) {
        return credential.map(each -> each.sealed(hidesPasswords, entropy));
    }

    public ManagementConfig withHidesPasswords(boolean hidesPasswords) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }

    public ManagementConfig withEnable(int level, Enable what) {
        return new ManagementConfig(
                hidesPasswords,
                what.equals(Enable.NONE) ? enable.without(level) : enable.with(level, what),
                users,
                ssh,
                banners,
                lines,
                logging);
    }

    public ManagementConfig withUsers(OrderedMap<String, User> users) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }

    public ManagementConfig withSsh(SshConfig ssh) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }

    public ManagementConfig withBanners(Banners banners) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }

    public ManagementConfig withLines(Lines lines) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }

    public ManagementConfig withLogging(LoggingConfig logging) {
        return new ManagementConfig(hidesPasswords, enable, users, ssh, banners, lines, logging);
    }
}
