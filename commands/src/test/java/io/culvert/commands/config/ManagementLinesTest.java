package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LoginRules;
import io.culvert.router.config.management.LoginRules.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Users, terminal lines, SSH and logging, as text and as what follows from it.
class ManagementLinesTest {
    private static final String ED25519 =
            "AAAAC3NzaC1lZDI1NTE5AAAAIJPrtSgTOqzeL5CLXm3hn8+8qDsLQHQNHvGbMq1fVOpV";

    /// As the router takes it into force.
    private static RouterConfig load(String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", text);
        assertThat(loaded.refusals()).as(text).isEmpty();
        RouterConfig config = loaded.config();
        return config.withManagement(config.management().sealed(Entropy.seeded("test")));
    }

    private static List<String> refusals(String text) {
        return ConfigLoader.load("test.cfg", text).refusals().stream()
                .map(refusal -> refusal.error().text())
                .toList();
    }

    private static String shown(RouterConfig config) {
        return String.join("\n", ConfigLanguage.GRAMMAR.print(config));
    }

    private static Verdict password(RouterConfig config, String name, String password) {
        return LoginRules.of(config, config.management().lines().vty(0))
                .password(name, Secret.of(Bytes.utf8(password)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "username admin privilege 15 secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
                "username bob password 7 02050D480809",
                "username open nopassword",
                "username eve privilege 7",
                "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
                "enable secret level 7 8 $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk",
                "enable password level 3 0 clear",
                "aaa authentication login default local",
                "aaa authentication login CON group tacacs+ local enable none",
                "aaa authorization exec default group radius if-authenticated",
                "service timestamps log datetime msec show-timezone year",
                "service timestamps log uptime",
                "no service timestamps log",
                "ip ssh time-out 60",
                "ip ssh authentication-retries 2",
                "ip ssh listen 192.0.2.1 port 2222",
                "ip ssh listen 2001:db8::1",
                "ip ssh server algorithm encryption aes256-gcm@openssh.com aes256-ctr",
                "logging buffered 64000 informational",
                "no logging buffered",
                "logging console critical",
                "no logging console",
                "logging trap debugging",
                "logging facility local3",
                "logging origin-id hostname",
                "logging origin-id string edge-7",
                "logging host 192.0.2.9",
                "logging host 192.0.2.9 vrf MGMT transport tcp port 6514",
                "logging host 2001:db8::9 transport tcp",
                "banner motd ^Ctwo\nlines^C",
                "line con 0\n exec-timeout 0 0\n logging synchronous\n stopbits 1",
                "line vty 0 4\n access-class MGMT in\n exec-timeout 5 30\n privilege level 15\n login local\n length 0\n width 200\n transport input ssh",
                "line vty 0 4\n no login\n!\nline vty 5 15\n password 7 02050D480809\n login\n transport input none",
            })
    void aLineIsShownAsItWasTyped(String text) {
        RouterConfig config = load(text);
        assertThat(shown(config)).contains(text);
        assertThat(load(shown(config))).isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "username admin secret 9 $9$short",
                "username admin secret 4 abcdef",
                "username admin password 7 zz",
                "username admin privilege 16",
                "ip ssh version 1",
                "enable secret level 16 x",
                "logging console loud",
                "line vty 5 0",
                "line vty 0 4\n transport input carrier-pigeon",
                "line vty 0 4\n exec-timeout 40000",
                "ip ssh pubkey-chain\n username a\n  key-string ssh-ed25519 AAAA",
                "ip ssh pubkey-chain\n username a\n  key-hash ssh-rsa 00"
            })
    void whatMakesNoSenseIsRefused(String text) {
        assertThat(refusals(text)).isNotEmpty();
    }

    @Test
    void aTypedSecretLeavesItsHashAlone() {
        RouterConfig config =
                load("username admin privilege 15 secret s3cret\nenable secret 0 two words");
        assertThat(shown(config))
                .contains("username admin privilege 15 secret 9 $9$", "enable secret 9 $9$")
                .doesNotContain("s3cret", "two words");
        assertThat(config.toString()).doesNotContain("s3cret", "two words", "$9$");
        assertThat(password(config, "admin", "s3cret")).isEqualTo(new Verdict.Granted(15));
        assertThat(password(config, "admin", "S3cret")).isEqualTo(new Verdict.Denied());
        assertThat(password(config, "nobody", "s3cret")).isEqualTo(new Verdict.Denied());
    }

    @Test
    void theKindOfHashCanBeChosen() {
        RouterConfig config =
                load(
                        "username a algorithm-type sha256 secret x\nenable algorithm-type md5 secret y");
        assertThat(shown(config)).contains("username a secret 8 $8$", "enable secret 5 $1$");
        assertThat(password(config, "a", "x")).isEqualTo(new Verdict.Granted(1));
    }

    @Test
    void passwordsAreHiddenOnceThatIsOrdered() {
        RouterConfig config =
                load("username a password clear\nline vty 0 4\n password clear\n login");
        assertThat(shown(config)).contains("username a password 0 clear");
        assertThat(config.toString()).doesNotContain("clear");
        RouterConfig hidden = load(shown(config) + "\nservice password-encryption");
        assertThat(shown(hidden)).contains("username a password 7 ").doesNotContain("clear");
        assertThat(password(load(shown(hidden)), "anybody", "clear"))
                .isEqualTo(new Verdict.Granted(1));
        assertThat(shown(load(shown(hidden) + "\nno service password-encryption")))
                .contains("password 7 ")
                .doesNotContain("clear");
    }

    @Test
    void aLineOfAUserAddsToThoseBefore() {
        RouterConfig config =
                load("username a privilege 15\nusername a password 0 x\nusername b\nno username b");
        assertThat(shown(config))
                .contains("username a privilege 15 password 0 x")
                .doesNotContain("username b");
    }

    @Test
    void terminalLinesAreGroupedBySettings() {
        RouterConfig config =
                load(
                        """
                        line vty 0 15
                         transport input ssh
                        line vty 2 3
                         exec-timeout 1 0
                        """);
        assertThat(shown(config))
                .contains(
                        "line vty 0 1\n transport input ssh\n!\nline vty 2 3\n exec-timeout 1 0\n transport input ssh\n!\nline vty 4\n",
                        "line vty 5 15\n transport input ssh");
        RouterConfig fewer = load(shown(config) + "\nno line vty 5 15");
        assertThat(fewer.management().lines().vtyCount()).isEqualTo(5);
        assertThat(refusals("line vty 0 4\nno line vty 3"))
                .containsExactly("% Can't delete last 5 VTY lines");
        assertThat(
                        load(shown(config) + "\ndefault line vty 0 4")
                                .management()
                                .lines()
                                .vty(0)
                                .allowsSsh())
                .isTrue();
    }

    @Test
    void aKeyIsReadInOneLineOrSeveral() {
        String head = "ip ssh pubkey-chain\n username admin\n  key-string";
        RouterConfig one = load(head + " ssh-ed25519 " + ED25519 + " me@home");
        RouterConfig several =
                load(
                        head
                                + "\n   ssh-ed25519 "
                                + ED25519.substring(0, 20)
                                + "\n   "
                                + ED25519.substring(20)
                                + " me@home\n   exit\n  exit");
        RouterConfig bare = load(head + "\n" + ED25519 + "\nexit\nexit\nhostname R1");
        assertThat(several).isEqualTo(one);
        assertThat(bare.management()).isEqualTo(one.management());
        assertThat(load(shown(one))).isEqualTo(one);
        Bytes key = Bytes.of(java.util.Base64.getDecoder().decode(ED25519));
        var rules = LoginRules.of(one, one.management().lines().vty(0));
        assertThat(rules.key("admin", "ssh-ed25519", key)).isEqualTo(new Verdict.Granted(1));
        assertThat(rules.key("other", "ssh-ed25519", key)).isEqualTo(new Verdict.Denied());
        assertThat(rules.key("admin", "ssh-ed25519", key.slice(0, 50)))
                .isEqualTo(new Verdict.Denied());
    }

    @Test
    void aKeyIsKnownByItsFingerprint() {
        String hash =
                "ip ssh pubkey-chain\n  username admin\n   key-hash ssh-ed25519 DDB9F84C8E3D6EE6FFA4E1B3FB4EDD04";
        Bytes key = Bytes.of(java.util.Base64.getDecoder().decode(ED25519));
        RouterConfig config = load(hash);
        assertThat(load(shown(config))).isEqualTo(config);
        assertThat(
                        LoginRules.of(config, config.management().lines().vty(0))
                                .key("admin", "ssh-ed25519", key.slice(0, 40)))
                .isEqualTo(new Verdict.Denied());
    }

    @Test
    void theLevelOfAUserCountsAsAuthorizationSays() {
        String user = "username a privilege 15 password 0 x\n";
        assertThat(password(load(user), "a", "x")).isEqualTo(new Verdict.Granted(15));
        assertThat(password(load(user + "aaa new-model"), "a", "x"))
                .isEqualTo(new Verdict.Granted(1));
        assertThat(
                        password(
                                load(user + "aaa new-model\naaa authorization exec default local"),
                                "a",
                                "x"))
                .isEqualTo(new Verdict.Granted(15));
        assertThat(
                        password(
                                load("username b password 0 x\nline vty 0 4\n privilege level 15"),
                                "b",
                                "x"))
                .isEqualTo(new Verdict.Granted(15));
    }

    @Test
    void theMethodOfALineDecides() {
        String user = "username a password 0 x\nenable password 0 e\n";
        assertThat(password(load(user + "line vty 0 4\n password 0 p\n login"), "a", "p"))
                .isEqualTo(new Verdict.Granted(1));
        assertThat(password(load(user + "line vty 0 4\n login"), "a", "x"))
                .isEqualTo(new Verdict.Denied());
        assertThat(password(load(user + "line vty 0 4\n no login"), "a", "x"))
                .isEqualTo(new Verdict.Denied());
        String list =
                user
                        + "aaa new-model\naaa authentication login V %s\nline vty 0 4\n login authentication V";
        assertThat(password(load(list.formatted("enable")), "a", "e"))
                .isEqualTo(new Verdict.Granted(1));
        assertThat(password(load(list.formatted("none")), "a", "whatever"))
                .isEqualTo(new Verdict.Granted(1));
        assertThat(password(load(list.formatted("group radius local")), "a", "x"))
                .isEqualTo(new Verdict.Granted(1));
    }

    @Test
    void anAccessClassSaysFromWhere() {
        RouterConfig config =
                load(
                        """
                        ip access-list standard MGMT
                         permit 192.0.2.0 0.0.0.255
                        line vty 0 4
                         access-class MGMT in
                        """);
        var line = config.management().lines().vty(0);
        assertThat(LoginRules.admits(config, line, Ipv4Address.of("192.0.2.7"))).isTrue();
        assertThat(LoginRules.admits(config, line, Ipv4Address.of("198.51.100.7"))).isFalse();
        assertThat(LoginRules.admits(config, line, Ipv6Address.parse("::1").orElseThrow()))
                .isFalse();
        RouterConfig dangling = load("line vty 0 4\n access-class NONE in");
        assertThat(LoginRules.admits(dangling, line, Ipv4Address.of("198.51.100.7"))).isTrue();
        assertThat(Warnings.of(dangling)).anyMatch(text -> text.contains("access list NONE"));
    }

    @Test
    void whereSshIsSpokenIsSaidWhenItIsAskedFor() {
        RouterConfig before = load("");
        RouterConfig after = load("line vty 0 4\n transport input ssh");
        assertThat(Warnings.arisen(before, after)).anyMatch(text -> text.contains("ip ssh listen"));
        assertThat(Warnings.of(load("ip ssh listen 192.0.2.1\nline vty 0 4\n transport input ssh")))
                .isEmpty();
    }
}
