package io.culvert.lab.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.KeyLog;

/// Hands the keys of a router on to the captures of the lab.
final class LabKeys implements KeyLog {
    private final io.culvert.lab.capture.KeyLog captures;

    LabKeys(io.culvert.lab.capture.KeyLog captures) {
        this.captures = captures;
    }

    @Override
    public void ikeSa(long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys) {
        captures.ikeSa(
                new io.culvert.lab.capture.KeyLog.IkeKeys(
                        initiatorSpi,
                        responderSpi,
                        suite.encryption().transformId(),
                        suite.encryption().keyBits(),
                        suite.integrity().transformId(),
                        keys.ei(),
                        keys.er(),
                        keys.ai(),
                        keys.ar()));
    }

    @Override
    public void childSa(ChildSa child) {
        half(child, child.remote(), child.local(), child.inboundSpi(), child.inboundKeys());
        half(child, child.local(), child.remote(), child.outboundSpi(), child.outboundKeys());
    }

    private void half(
            ChildSa child, IpAddress source, IpAddress destination, int spi, EspKeys keys) {
        captures.espSa(
                new io.culvert.lab.capture.KeyLog.EspKeys(
                        source,
                        destination,
                        spi,
                        child.suite().encryption().transformId(),
                        Secret.of(Bytes.concat(clear(keys.encryption()), clear(keys.salt()))),
                        child.suite().integrity().transformId(),
                        keys.integrity(),
                        child.isEsn()));
    }

    private static Bytes clear(Secret secret) {
        return Bytes.of(secret.toArray());
    }
}
