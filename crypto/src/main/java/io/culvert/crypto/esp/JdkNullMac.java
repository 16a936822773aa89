package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// NULL encryption (RFC 2410) with an HMAC: authentication alone, no IV.
final class JdkNullMac implements EspSealer, EspOpener {
    private final EspSuite suite;
    private final Hmac hmac;
    private final Scratch scratch = new Scratch();

    JdkNullMac(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        this.suite = suite;
        this.hmac = new Hmac(suite.integrity(), keys, extendedSequence);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        int covered = EspSuite.HEADER_OCTETS + clearLength;
        scratch.room(covered);
        scratch.load(slab, espAt, covered);
        hmac.update(scratch.input, 0, covered);
        byte[] tag = hmac.finish(sequence);
        MemorySegment.copy(tag, 0, slab, ValueLayout.JAVA_BYTE, espAt + covered, suite.icvOctets());
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        if (suite.clearOctetsIn(espLength) < 0) {
            return false;
        }
        int covered = espLength - suite.icvOctets();
        scratch.room(espLength);
        scratch.load(slab, espAt, espLength);
        hmac.update(scratch.input, 0, covered);
        return hmac.matches(sequence, scratch.input, covered);
    }

    @Override
    public void close() {
        hmac.wipe();
        scratch.wipe();
    }
}
