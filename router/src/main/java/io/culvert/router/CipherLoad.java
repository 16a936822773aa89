package io.culvert.router;

import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.SaCounters;

/// What the ESP cipher of one suite has done since power-on. Octets are those of what is inside ESP.
///
/// @param rung the library that it runs on
/// @param inbound receiving halves of associations that are there now
/// @param otherDrops packets that were dropped for lifetime, length or sequence numbers
public record CipherLoad(
        EspSuite suite,
        String rung,
        int inbound,
        int outbound,
        long sealedPackets,
        long sealedOctets,
        long openedPackets,
        long openedOctets,
        long authenticationFailures,
        long replays,
        long otherDrops) {
    static CipherLoad none(EspSuite suite, String rung) {
        return new CipherLoad(suite, rung, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// With what half an association has carried.
    ///
    /// @param isAlive whether it is there now
    CipherLoad plus(SaCounters half, boolean isAlive) {
        int one = isAlive ? 1 : 0;
        boolean in = half.inbound();
        return new CipherLoad(
                suite,
                rung,
                inbound + (in ? one : 0),
                outbound + (in ? 0 : one),
                sealedPackets + (in ? 0 : half.packets()),
                sealedOctets + (in ? 0 : half.octets()),
                openedPackets + (in ? half.packets() : 0),
                openedOctets + (in ? half.octets() : 0),
                authenticationFailures + half.authenticationDrops(),
                replays + half.replayDrops(),
                otherDrops + half.otherDrops());
    }
}
