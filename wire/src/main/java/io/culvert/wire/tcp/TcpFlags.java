package io.culvert.wire.tcp;

import java.util.StringJoiner;

/// The eight control bits of a segment, RFC 9293 section 3.1.
public record TcpFlags(int bits) {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    public TcpFlags {
        if (bits >>> 8 != 0) {
            throw new IllegalArgumentException("TCP has eight control bits: " + bits);
        }
    }

    /// Whether all bits of `mask` are set.
    public boolean has(int mask) {
        return (bits & mask) == mask;
    }

    @Override
    public String toString() {
        var text = new StringJoiner(",");
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits >>> i & 1) != 0) {
                text.add(NAMES[i]);
            }
        }
        return text.toString();
    }
}
