// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

import io.jfn.sandbox.linux.seccomp.Verdict.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A classic BPF program under construction, over {@code struct seccomp_data}: number at 0, architecture at 4, six
 * 64-bit arguments from 16 on. Forward jumps only, as the kernel asks.
 */
final class BpfProgram {
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private final List<Instruction> instructions = new ArrayList<>();

    /** One {@code struct sock_filter}. */
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    BpfProgram number() {
        return add(LOAD_WORD, 0, 0, 0);
    }

    BpfProgram architecture() {
        return add(LOAD_WORD, 0, 0, 4);
    }

    /** Loads the lower half of an argument (little-endian). */
    BpfProgram argument(int index) {
        return add(LOAD_WORD, 0, 0, 16 + 8 * index);
    }

    BpfProgram mask(int bits) {
        return add(AND, 0, 0, bits);
    }

    BpfProgram answer(Answer answer) {
        return add(RETURN, 0, 0, answer.value());
    }

    BpfProgram ifEqual(int value, Answer answer) {
        return add(JUMP_EQUAL, 0, 1, value).answer(answer);
    }

    BpfProgram ifOneOf(Answer answer, int... values) {
        for (int value : values) {
            ifEqual(value, answer);
        }
        return this;
    }

    BpfProgram ifAnyBit(int bits, Answer answer) {
        return add(JUMP_ANY_BIT, 0, 1, bits).answer(answer);
    }

    BpfProgram ifAtLeast(int value, Answer answer) {
        return add(JUMP_GREATER_OR_EQUAL, 0, 1, value).answer(answer);
    }

    /** Runs {@code otherwise}, which must answer, when the loaded word is another value. */
    BpfProgram unlessEqual(int value, Consumer<BpfProgram> otherwise) {
        return branch(JUMP_EQUAL, value, otherwise);
    }

    /** Runs {@code below}, which must answer, when the loaded word is smaller (unsigned). */
    BpfProgram unlessAtLeast(int value, Consumer<BpfProgram> below) {
        return branch(JUMP_GREATER_OR_EQUAL, value, below);
    }

    /** A conditional jump reaches 255 instructions; the plain one behind it reaches any distance. */
    private BpfProgram branch(int condition, int value, Consumer<BpfProgram> otherwise) {
        var body = new BpfProgram();
        otherwise.accept(body);
        add(condition, 0, 1, value);
        add(JUMP, 0, 0, body.instructions.size());
        instructions.addAll(body.instructions);
        return this;
    }

    int size() {
        return instructions.size();
    }

    /** The program as an array of {@code struct sock_filter} in the machine's (little-endian) order. */
    byte[] toBytes() {
        var bytes = ByteBuffer.allocate(8 * instructions.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction one : instructions) {
            bytes.putShort((short) one.code())
                    .put((byte) one.ifTrue())
                    .put((byte) one.ifFalse())
                    .putInt(one.operand());
        }
        return bytes.array();
    }

    private BpfProgram add(int code, int ifTrue, int ifFalse, int operand) {
        instructions.add(new Instruction(code, ifTrue, ifFalse, operand));
        return this;
    }
}
