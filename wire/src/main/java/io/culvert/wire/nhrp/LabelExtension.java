package io.culvert.wire.nhrp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.base.RouteTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Labels in a resolution, an extension of this project (nhrp.md section 6.4): an offer in the request, filled in by a responder
/// that knows it, echoed unchanged by one that does not.
/// ```
/// |                     magic 0x4D504E48 "MPNH"                   |
/// |   version 1   |  flags 2 D, 1 R |          reserved           |
/// |   sub-type    |     length      |  value ...
/// ```
/// Of another magic or version it is somebody else's: empty. Unknown sub-types are skipped. Refused: a sub-type of a wrong length or
/// (but for 2 and 3) twice, a reserved label other than 0, 2 and 3, a stack whose bottom is not its last entry, and a route target of
/// a kind that no VRF can have.
///
/// @param isReply the R flag: a responder filled it in
/// @param deepStackAllowed whether a stack of more than one label may be answered
/// @param capabilities sub-type 1; 0 where it is absent
/// @param routeTargets sub-type 2: what the VRF exports
/// @param vpnLabels sub-type 3
/// @param transport sub-type 4
/// @param generation sub-type 5: of the responder's binding, unsigned
public record LabelExtension(
        boolean isReply,
        boolean deepStackAllowed,
        int capabilities,
        List<RouteTarget> routeTargets,
        List<VpnLabel> vpnLabels,
        Optional<Transport> transport,
        Optional<Integer> generation) {
    public static final int CAPABILITY_LABELS = 1;
    public static final int CAPABILITY_CHANNEL = 2;

    /// Labels in one stack: what the length of a sub-type leaves.
    public static final int STACK_MAX = (0xFF - 4) / 4;

    private static final int MAGIC = 0x4D504E48;
    private static final int VERSION = 1;
    private static final int FLAG_REPLY = 0x01;
    private static final int FLAG_DEEP_STACK = 0x02;
    private static final int HEADER_SIZE = 8;

    private static final int CAPABILITY = 1;
    private static final int ROUTE_TARGETS = 2;
    private static final int VPN_LABEL = 3;
    private static final int TRANSPORT = 4;
    private static final int GENERATION = 5;
    private static final int TARGET_SIZE = 8;
    private static final int TARGETS_MAX = 0xFF / TARGET_SIZE;
    private static final int ENTRY_SIZE = 4;
    private static final int BOTTOM = 0x100;

    public LabelExtension {
        routeTargets = List.copyOf(routeTargets);
        vpnLabels = List.copyOf(vpnLabels);
    }

    /// The label stack of one client information entry.
    ///
    /// @param cie index of the entry
    /// @param stack outermost first, at least one
    public record VpnLabel(int cie, int prefixLength, List<Label> stack) {
        public VpnLabel {
            stack = List.copyOf(stack);
            if (cie >>> 8 != 0 || prefixLength >>> 8 != 0) {
                throw new IllegalArgumentException("entry %d/%d".formatted(cie, prefixLength));
            }
            if (stack.isEmpty() || stack.size() > STACK_MAX) {
                throw new IllegalArgumentException("a stack of " + stack.size());
            }
            if (!stack.stream().allMatch(LabelExtension::mayStand)) {
                throw new IllegalArgumentException("a reserved label: " + stack);
            }
        }
    }

    /// How the next hop itself is reached.
    public record Transport(Label label, IpAddress nextHop) {
        public Transport {
            if (!mayStand(label)) {
                throw new IllegalArgumentException("a reserved label: " + label);
            }
        }
    }

    /// Explicit and implicit null, and every label that is not reserved: others have a meaning of their own wherever they turn up
    /// (RFC 3032 section 2.1, RFC 5586 section 4).
    private static boolean mayStand(Label label) {
        return !label.isReserved()
                || label.equals(Label.IPV4_EXPLICIT_NULL)
                || label.equals(Label.IPV6_EXPLICIT_NULL)
                || label.equals(Label.IMPLICIT_NULL);
    }

    public static Parse<Optional<LabelExtension>> parse(NhrpExtension extension) {
        Bytes value = extension.value();
        if (extension.type() != NhrpExtension.LABEL
                || value.size() < HEADER_SIZE
                || value.i32(0) != MAGIC
                || value.u8(4) != VERSION) {
            return Parse.ok(Optional.empty());
        }
        ByteReader in = value.reader();
        in.skip(5);
        int flags = in.u8();
        in.skip(2);
        var content = new Content();
        while (in.left() > 0) {
            int type = in.u8();
            ByteReader field = in.sub(in.u8());
            content.read(type, field);
            in.join(field);
        }
        return in.finish(() -> Optional.of(content.with(flags)));
    }

    /// What was read so far.
    private static final class Content {
        private Optional<Integer> capabilities = Optional.empty();
        private final List<RouteTarget> targets = new ArrayList<>();
        private final List<VpnLabel> labels = new ArrayList<>();
        private Optional<Transport> transport = Optional.empty();
        private Optional<Integer> generation = Optional.empty();

        void read(int type, ByteReader in) {
            switch (type) {
                case CAPABILITY -> {
                    in.require(capabilities.isEmpty(), "capabilities twice");
                    capabilities = Optional.of(in.i32());
                }
                case ROUTE_TARGETS -> readTargets(in);
                case VPN_LABEL -> readLabels(in);
                case TRANSPORT -> {
                    in.require(transport.isEmpty(), "transport twice");
                    readTransport(in);
                }
                case GENERATION -> {
                    in.require(generation.isEmpty(), "generation twice");
                    generation = Optional.of(in.i32());
                }
                default -> in.skip(in.left());
            }
            in.require(in.left() == 0, "length of a sub-type");
        }

        private void readTargets(ByteReader in) {
            while (in.left() > 0) {
                long bits = in.i64();
                in.require(RouteTarget.is(bits), "route target");
                if (!in.failed()) {
                    targets.add(new RouteTarget(bits));
                }
            }
        }

        private void readLabels(ByteReader in) {
            int cie = in.u8();
            int prefixLength = in.u8();
            in.skip(2);
            var stack = new ArrayList<Label>();
            do {
                stack.add(label(in, in.left() == ENTRY_SIZE));
            } while (in.left() > 0);
            if (!in.failed()) {
                labels.add(new VpnLabel(cie, prefixLength, stack));
            }
        }

        private void readTransport(ByteReader in) {
            Label label = label(in, true);
            int length = in.left();
            in.require(length == 4 || length == 16, "length of the next hop");
            Bytes nextHop = in.bytes(length);
            if (!in.failed()) {
                transport = Optional.of(new Transport(label, IpAddress.of(nextHop)));
            }
        }

        /// A label stack entry, of which class and TTL do not matter.
        private static Label label(ByteReader in, boolean isBottom) {
            int entry = in.i32();
            var label = new Label(entry >>> 12);
            in.require(mayStand(label), "reserved label");
            in.require((entry & BOTTOM) != 0 == isBottom, "bottom of the stack");
            return label;
        }

        LabelExtension with(int flags) {
            return new LabelExtension(
                    (flags & FLAG_REPLY) != 0,
                    (flags & FLAG_DEEP_STACK) != 0,
                    capabilities.orElse(0),
                    targets,
                    labels,
                    transport,
                    generation);
        }
    }

    public NhrpExtension toExtension() {
        var out = new ByteWriter();
        out.i32(MAGIC).u8(VERSION);
        out.u8((isReply ? FLAG_REPLY : 0) | (deepStackAllowed ? FLAG_DEEP_STACK : 0)).u16(0);
        if (capabilities != 0) {
            out.u8(CAPABILITY).u8(4).i32(capabilities);
        }
        for (int from = 0; from < routeTargets.size(); from += TARGETS_MAX) {
            int end = Math.min(from + TARGETS_MAX, routeTargets.size());
            out.u8(ROUTE_TARGETS).u8(TARGET_SIZE * (end - from));
            routeTargets.subList(from, end).forEach(target -> out.i64(target.bits()));
        }
        for (VpnLabel labels : vpnLabels) {
            out.u8(VPN_LABEL).u8(4 + ENTRY_SIZE * labels.stack.size());
            out.u8(labels.cie).u8(labels.prefixLength).u16(0);
            labels.stack.subList(0, labels.stack.size() - 1).forEach(one -> write(one, 0, out));
            write(labels.stack.getLast(), BOTTOM, out);
        }
        transport.ifPresent(
                binding -> {
                    out.u8(TRANSPORT).u8(ENTRY_SIZE + binding.nextHop.family().octets());
                    write(binding.label, BOTTOM, out);
                    out.bytes(binding.nextHop.bytes());
                });
        generation.ifPresent(number -> out.u8(GENERATION).u8(4).i32(number));
        return new NhrpExtension(false, NhrpExtension.LABEL, out.toBytes());
    }

    private static void write(Label label, int bottom, ByteWriter out) {
        out.i32(label.value() << 12 | bottom);
    }
}
