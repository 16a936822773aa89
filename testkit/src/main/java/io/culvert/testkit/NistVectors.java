package io.culvert.testkit;

import io.culvert.base.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The test vectors of NIST's validation programmes in their `.rsp` files, as Debian's package `python3-cryptography-vectors` installs them.
public final class NistVectors {
    private static final Path FOLDER =
            Path.of("/usr/lib/python3/dist-packages/cryptography_vectors");

    /// One case: what its section and its own lines say.
    public record Case(String file, Map<String, String> values) {
        public boolean has(String name) {
            return values.containsKey(name);
        }

        public Bytes octets(String name) {
            return Bytes.hex(values.getOrDefault(name, ""));
        }

        @Override
        public String toString() {
            return file + " " + values;
        }
    }

    private NistVectors() {}

    /// Leaves out the tests that are to come where the package is not installed, and says so.
    public static void require() {
        Vectors.require(FOLDER, "the vectors of NIST");
    }

    /// The cases of a file.
    ///
    /// @param name with its folder, without `.rsp`
    public static List<Case> cases(String name) {
        Path file = FOLDER.resolve(name + ".rsp");
        var section = new LinkedHashMap<String, String>();
        var own = new LinkedHashMap<String, String>();
        var cases = new ArrayList<Case>();
        for (String line : (Repository.text(file) + "\n\n").lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                put(section, line.substring(1, line.length() - 1));
            } else if (line.isEmpty() && !own.isEmpty()) {
                var values = new LinkedHashMap<>(section);
                values.putAll(own);
                cases.add(new Case(name, values));
                own.clear();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                put(own, line);
            }
        }
        return cases;
    }

    /// A word alone, such as `FAIL`, is a name without a value.
    private static void put(Map<String, String> values, String line) {
        int equals = line.indexOf('=');
        values.put(
                equals < 0 ? line : line.substring(0, equals).strip(),
                equals < 0 ? "" : line.substring(equals + 1).strip());
    }
}
