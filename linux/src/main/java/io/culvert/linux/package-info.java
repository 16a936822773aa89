/// What a node needs of a Linux host: ports that carry packets between the kernel and the slots of a slab, the poller that
/// waits for them, and the addresses and devices of the host.
///
/// Interfaces of the kernel: packet(7), tun (Documentation/networking/tuntap.rst), AF_XDP (Documentation/networking/af_xdp.rst),
/// udp(7), raw(7), rtnetlink(7), epoll(7), the sockets of the service manager and the journal, and the header of virtio-net (OASIS virtio 1.2 section 5.1.6) for checksums and segments left open.
///
/// Invariants: every native call but those of the ciphers goes through [Libc], and none of its system calls is critical, so that a
/// call that waits never holds up a safepoint. A port belongs to one thread; only [Poller#wake] may be called from others. No
/// call on a packet's way allocates or blocks. A port that does not open leaves nothing open, and says why in one sentence.
/// Deliberately absent: any change to the host beyond the devices that a port is told to use; joining of UDP, which kernels
/// take only since 6.2; zero-copy AF_XDP.
@NullMarked
package io.culvert.linux;

import org.jspecify.annotations.NullMarked;
