package io.culvert.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.culvert.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The test vectors of Project Wycheproof (github.com/C2SP/wycheproof, Apache License 2.0), which are not part of this repository: the files
/// of its folder `testvectors_v1`, in the folder that `-Dculvert.wycheproof` names, or in `wycheproof` of the `shared` that stands
/// beside the repository.
public final class Wycheproof {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// One case.
    ///
    /// @param group what it has in common with others: keys, sizes
    public record Case(String file, JsonNode group, JsonNode test) {
        public Bytes octets(String field) {
            return Bytes.hex(test.path(field).asText());
        }

        public boolean isValid() {
            return result("valid");
        }

        public boolean isInvalid() {
            return result("invalid");
        }

        /// Whether one may take it and another refuse it.
        public boolean isAcceptable() {
            return result("acceptable");
        }

        private boolean result(String word) {
            return test.path("result").asText().equals(word);
        }

        public boolean hasFlag(String flag) {
            for (JsonNode each : test.path("flags")) {
                if (each.asText().equals(flag)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "%s case %s (%s)"
                    .formatted(file, test.path("tcId").asText(), test.path("comment").asText());
        }
    }

    private Wycheproof() {}

    private static Path folder() {
        String named = System.getProperty("culvert.wycheproof");
        return named == null
                ? Repository.root().resolveSibling("shared").resolve("wycheproof")
                : Path.of(named);
    }

    /// Leaves out the tests that are to come where the files are not there, and says so.
    public static void require() {
        Vectors.require(folder(), "the vectors of Wycheproof");
    }

    /// The cases of a file.
    ///
    /// @param name without `_test.json`
    public static List<Case> cases(String name) {
        Path file = folder().resolve(name + "_test.json");
        try {
            var cases = new ArrayList<Case>();
            for (JsonNode group : JSON.readTree(Files.readString(file)).path("testGroups")) {
                for (JsonNode test : group.path("tests")) {
                    cases.add(new Case(name, group, test));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
