package io.culvert.linux;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The addresses of sockets: `struct sockaddr_in` (family 2, port 2, address 4, padding 8) and `struct sockaddr_in6` (family
/// 2, port 2, flow 4, address 16, scope 4). An IPv4 address is the lower half of `low`.
final class SocketAddress {
    static final int SIZE = 16;
    static final int SIZE_IPV6 = 28;
    static final int SIZE_MAX = 32;

    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    private SocketAddress() {}

    /// Writes an address and answers its length.
    static int write(
            MemorySegment memory,
            long at,
            boolean isIpv6,
            long high,
            long low,
            int port,
            int scope) {
        memory.set(ValueLayout.JAVA_SHORT, at, isIpv6 ? AF_INET6 : AF_INET);
        Net.putU16(memory, at + 2, port);
        if (!isIpv6) {
            Net.putI32(memory, at + 4, (int) low);
            Net.putI64(memory, at + 8, 0);
            return SIZE;
        }
        Net.putI32(memory, at + 4, 0);
        Net.putI64(memory, at + 8, high);
        Net.putI64(memory, at + 16, low);
        memory.set(ValueLayout.JAVA_INT, at + 24, scope);
        return SIZE_IPV6;
    }

    static int port(MemorySegment memory, long at) {
        return Net.u16(memory, at + 2);
    }

    static int ipv4(MemorySegment memory, long at) {
        return Net.i32(memory, at + 4);
    }

    static long ipv6High(MemorySegment memory, long at) {
        return Net.i64(memory, at + 8);
    }

    static long ipv6Low(MemorySegment memory, long at) {
        return Net.i64(memory, at + 16);
    }
}
