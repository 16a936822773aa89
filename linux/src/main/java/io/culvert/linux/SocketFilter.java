package io.culvert.linux;

import io.culvert.base.MacAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Programs of classic BPF that a socket runs over what it would receive, so that the kernel drops at once what is not for us
/// (socket(7), SO_ATTACH_FILTER).
final class SocketFilter {
    private static final int SOL_SOCKET = 1;
    private static final int ATTACH = 26;
    private static final int ATTACH_CHOICE = 51;

    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_OCTET = 0x30;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int RETURN_ACCUMULATOR = 0x16;
    private static final int MODULO = 0x94;

    /// More than any packet has.
    private static final int ALL = 0x4_0000;

    /// @param code the instruction
    /// @param yes instructions to skip if a comparison holds
    /// @param no instructions to skip if it does not
    /// @param value its operand
    private record Instruction(int code, int yes, int no, int value) {}

    private SocketFilter() {}

    /// Frames for `mac` and for groups.
    static MemorySegment framesFor(MacAddress mac) {
        return program(
                new Instruction(LOAD_OCTET, 0, 0, 0),
                new Instruction(JUMP_SET, 4, 0, 1),
                new Instruction(LOAD_WORD, 0, 0, 0),
                new Instruction(JUMP_EQUAL, 0, 3, (int) (mac.bits() >>> 16)),
                new Instruction(LOAD_HALF, 0, 0, 4),
                new Instruction(JUMP_EQUAL, 0, 1, (int) (mac.bits() & 0xFFFF)),
                new Instruction(RETURN, 0, 0, ALL),
                new Instruction(RETURN, 0, 0, 0));
    }

    /// Nothing at all.
    static MemorySegment nothing() {
        return program(new Instruction(RETURN, 0, 0, 0));
    }

    /// Which of the sockets of one port takes a datagram: that which its first word says, the SPI of ESP in UDP (RFC 3948 section 2.1). IKE, which begins with a zero
    /// there, comes to the first.
    static MemorySegment bySpi(int sockets) {
        return program(
                new Instruction(LOAD_WORD, 0, 0, 0),
                new Instruction(MODULO, 0, 0, sockets),
                new Instruction(RETURN_ACCUMULATOR, 0, 0, 0));
    }

    private static MemorySegment program(Instruction... instructions) {
        // struct sock_filter: code 2, jump if true 1, jump if false 1, operand 4
        MemorySegment program = Arena.ofAuto().allocate(8L * instructions.length, 8);
        for (int i = 0; i < instructions.length; i++) {
            Instruction each = instructions[i];
            program.set(ValueLayout.JAVA_SHORT, 8L * i, (short) each.code);
            program.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) each.yes);
            program.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) each.no);
            program.set(ValueLayout.JAVA_INT, 8L * i + 4, each.value);
        }
        return program;
    }

    static void attach(String what, Descriptor socket, MemorySegment program) throws IOException {
        attach(what, socket, ATTACH, program);
    }

    /// Has a program choose among the sockets that are bound to one port, by the order in which they were bound (SO_ATTACH_REUSEPORT_CBPF).
    static void attachChoice(String what, Descriptor socket, MemorySegment program)
            throws IOException {
        attach(what, socket, ATTACH_CHOICE, program);
    }

    private static void attach(String what, Descriptor socket, int option, MemorySegment program)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // struct sock_fprog: count 2, padding, address 8
            MemorySegment value = arena.allocate(16, 8);
            value.set(ValueLayout.JAVA_SHORT, 0, (short) (program.byteSize() / 8));
            value.set(ValueLayout.ADDRESS, 8, program);
            int result = socket.set(SOL_SOCKET, option, value);
            if (result < 0) {
                throw Refusal.other(what, result);
            }
        }
    }
}
