package io.culvert.commands.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.ike.v2.config.IkeConfig;
import org.junit.jupiter.api.Test;

/// Transform sets and profiles, with those that exist without a line.
class ShowIpsecSettingsTest {
    private static final String TEXT =
            """
            crypto ipsec security-association lifetime kilobytes disable
            crypto ikev2 profile PROF
             match identity remote any
             authentication remote pre-share key alpha
             authentication local pre-share key alpha
            crypto ipsec transform-set STRONG esp-aes 256 esp-sha512-hmac
             mode transport
            crypto ipsec transform-set GCM esp-gcm 256
            crypto ipsec profile IPP
             set transform-set STRONG GCM
             set pfs group20
             set ikev2-profile PROF
             set security-association lifetime seconds 7200
             responder-only
            """;

    private static IkeConfig settings() {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", TEXT);
        assertThat(loaded.refusals()).isEmpty();
        return loaded.config().ikeSettings();
    }

    @Test
    void transformSetsTellTheirSuitesAndTheirMode() {
        assertThat(ShowTransformSets.of(settings()).text())
                .isEqualTo(
                        """
                        Transform set default: { esp-gcm 256  } , { esp-gcm  } , { esp-aes esp-sha-hmac  }
                           will negotiate = { Transport,  },

                        Transform set STRONG: { esp-256-aes esp-sha512-hmac  }
                           will negotiate = { Transport,  },

                        Transform set GCM: { esp-gcm 256  }
                           will negotiate = { Tunnel,  },

                        """);
    }

    @Test
    void profilesTellWhatIsInForceForThem() {
        var named =
                ShowIpsecProfiles.of(settings()).profiles().stream()
                        .filter(profile -> profile.name().equals("IPP"))
                        .toList();
        assertThat(new ShowIpsecProfiles(named).text())
                .isEqualTo(
                        """
                        IPSEC profile IPP
                        \tIKEv2 Profile: PROF
                        \tSecurity association lifetime: 7200 seconds
                        \tResponder-Only (Y/N): Y
                        \tPFS (Y/N): Y
                        \tDH group:  group20
                        \tMixed-mode : Disabled
                        \tTransform sets={
                        \t\tSTRONG:  { esp-256-aes esp-sha512-hmac  } ,
                        \t\tGCM:  { esp-gcm 256  } ,
                        \t}

                        """);
    }

    @Test
    void theProfileWithoutALineIsShownFirst() {
        assertThat(ShowIpsecProfiles.of(IkeConfig.DEFAULT).text())
                .isEqualTo(
                        """
                        IPSEC profile default
                        \tSecurity association lifetime: 4608000 kilobytes/3600 seconds
                        \tResponder-Only (Y/N): N
                        \tPFS (Y/N): N
                        \tMixed-mode : Disabled
                        \tTransform sets={
                        \t\tdefault:  { esp-gcm 256  } , { esp-gcm  } , { esp-aes esp-sha-hmac  } ,
                        \t}

                        """);
    }
}
