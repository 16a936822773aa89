package io.culvert.lab;

import java.util.Arrays;

/// The lab's agenda: a binary heap ordered by time, then by the order of adding. An event is two numbers to whom it may
/// concern; nothing is created per event.
final class EventQueue {
    private long[] at = new long[256];
    private long[] sequence = new long[256];
    private int[] kind = new int[256];
    private int[] target = new int[256];
    private int[] detail = new int[256];
    private int size;
    private long nextSequence;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(long time, int what, int who, int more) {
        if (size == at.length) {
            grow();
        }
        int place = size++;
        long number = nextSequence++;
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (before(at[parent], sequence[parent], time, number)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, number, what, who, more);
    }

    long headAt() {
        return at[0];
    }

    int headKind() {
        return kind[0];
    }

    int headTarget() {
        return target[0];
    }

    int headDetail() {
        return detail[0];
    }

    void removeHead() {
        size--;
        long time = at[size];
        long number = sequence[size];
        int what = kind[size];
        int who = target[size];
        int more = detail[size];
        int place = 0;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size
                    && before(at[child + 1], sequence[child + 1], at[child], sequence[child])) {
                child++;
            }
            if (before(time, number, at[child], sequence[child])) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, time, number, what, who, more);
    }

    private static boolean before(long atA, long sequenceA, long atB, long sequenceB) {
        return atA != atB ? atA < atB : sequenceA < sequenceB;
    }

    private void move(int from, int to) {
        put(to, at[from], sequence[from], kind[from], target[from], detail[from]);
    }

    private void put(int place, long time, long number, int what, int who, int more) {
        at[place] = time;
        sequence[place] = number;
        kind[place] = what;
        target[place] = who;
        detail[place] = more;
    }

    private void grow() {
        int room = at.length * 2;
        at = Arrays.copyOf(at, room);
        sequence = Arrays.copyOf(sequence, room);
        kind = Arrays.copyOf(kind, room);
        target = Arrays.copyOf(target, room);
        detail = Arrays.copyOf(detail, room);
    }
}
