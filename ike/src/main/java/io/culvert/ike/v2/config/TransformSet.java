package io.culvert.ike.v2.config;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspSuite;
import java.util.List;

/// `crypto ipsec transform-set NAME ...` with `mode tunnel|transport`; the default set alone has several suites.
public record TransformSet(String name, List<EspSuite> suites, IpsecMode mode) {
    public static final TransformSet DEFAULT = new TransformSet("", List.of(), IpsecMode.TUNNEL);

    /// What exists under the name `default`.
    public static final TransformSet SMART_DEFAULT =
            new TransformSet(
                    "default",
                    List.of(
                            EspSuite.GCM_256,
                            EspSuite.GCM_128,
                            new EspSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA1_96)),
                    IpsecMode.TRANSPORT);

    public TransformSet {
        suites = List.copyOf(suites);
    }

    public TransformSet withName(String name) {
        return new TransformSet(name, suites, mode);
    }

    public TransformSet withSuites(List<EspSuite> suites) {
        return new TransformSet(name, suites, mode);
    }

    public TransformSet withMode(IpsecMode mode) {
        return new TransformSet(name, suites, mode);
    }
}
