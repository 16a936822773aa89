package io.culvert.host.tcp;

/// Order among sequence numbers, which wrap: RFC 9293 section 3.4.
final class Sequence {
    private Sequence() {}

    static boolean before(int left, int right) {
        return left - right < 0;
    }

    static boolean atOrBefore(int left, int right) {
        return left - right <= 0;
    }

    static int later(int left, int right) {
        return before(left, right) ? right : left;
    }
}
