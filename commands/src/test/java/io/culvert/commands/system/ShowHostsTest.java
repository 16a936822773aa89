package io.culvert.commands.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import org.junit.jupiter.api.Test;

class ShowHostsTest {
    private static String text(String config) {
        return ShowHosts.of(ConfigLoader.load("test.cfg", config).config().system()).text();
    }

    @Test
    void namesOfTheConfigurationAreListed() {
        assertThat(
                        text(
                                """
                                ip domain name example.com
                                ip host hub 192.0.2.1
                                ipv6 host hub6 2001:db8::1
                                """))
                .isEqualTo(
                        """
                        Default domain is example.com
                        Name/address lookup uses static mappings

                        Host                      Port  Flags      Age Type   Address(es)
                        hub                       None  (perm, OK)  0   IP    192.0.2.1
                        hub6                      None  (perm, OK)  0   IPv6  2001:DB8::1
                        """);
    }

    @Test
    void withoutNamesThereIsNoTable() {
        assertThat(text(""))
                .isEqualTo("Default domain is not set\nName/address lookup uses static mappings\n");
    }
}
