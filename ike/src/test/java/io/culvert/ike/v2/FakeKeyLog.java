package io.culvert.ike.v2;

import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import java.util.ArrayList;
import java.util.List;

/// Counts what it is given.
final class FakeKeyLog implements KeyLog {
    final List<String> lines = new ArrayList<>();

    @Override
    public void ikeSa(long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys) {
        lines.add("ike " + Long.toHexString(initiatorSpi) + " " + suite.encryption().word());
    }

    @Override
    public void childSa(ChildSa child) {
        lines.add("esp " + Integer.toHexString(child.inboundSpi()) + " " + child.suite());
    }
}
