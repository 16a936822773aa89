package io.culvert.wire.ike;

import java.util.TreeMap;

/// Names of the known numbers of one registry. Filled while its class is loaded, and only read afterwards.
final class CodeNames {
    private final TreeMap<Integer, String> names = new TreeMap<>();

    int name(int code, String name) {
        names.put(code, name);
        return code;
    }

    String of(int code) {
        return names.getOrDefault(code, Integer.toString(code));
    }
}
