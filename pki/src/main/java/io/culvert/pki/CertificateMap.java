package io.culvert.pki;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `crypto pki certificate map NAME SEQUENCE`: entries tried in the order of their numbers; an entry holds if all its
/// conditions hold, and the map holds if any entry does.
public record CertificateMap(String name, List<Entry> entries) {
    public static final CertificateMap DEFAULT = new CertificateMap("", List.of());
    public static final int SEQUENCE_MAX = 65_535;

    /// One numbered block of the configuration. Without conditions it matches every certificate, as on IOS.
    public record Entry(int sequence, List<Condition> conditions) {
        public Entry {
            conditions = List.copyOf(conditions);
            if (sequence < 1 || sequence > SEQUENCE_MAX) {
                throw new IllegalArgumentException("sequence " + sequence);
            }
        }

        public Entry withConditions(List<Condition> conditions) {
            return new Entry(sequence, conditions);
        }
    }

    /// One line of a block: `subject-name co ou = flex`.
    public record Condition(Field field, Operator operator, String value) {
        @Override
        public String toString() {
            return field.word() + " " + operator.word() + " " + value;
        }
    }

    public enum Field {
        ALT_SUBJECT_NAME("alt-subject-name"),
        EXPIRES_ON("expires-on"),
        ISSUER_NAME("issuer-name"),
        NAME("name"),
        SERIAL_NUMBER("serial-number"),
        SUBJECT_NAME("subject-name"),
        UNSTRUCTURED_SUBJECT_NAME("unstructured-subject-name"),
        VALID_START("valid-start");

        private final String word;

        Field(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public enum Operator {
        CONTAINS("co"),
        EQUALS("eq"),
        CONTAINS_NOT("nc"),
        DIFFERS("ne"),
        LESS("lt"),
        GREATER_OR_EQUAL("ge");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public CertificateMap {
        entries = entries.stream().sorted(Comparator.comparingInt(Entry::sequence)).toList();
    }

    public CertificateMap withName(String name) {
        return new CertificateMap(name, entries);
    }

    /// Adds an entry in place of the one with its number.
    public CertificateMap with(Entry entry) {
        var all = new ArrayList<>(without(entry.sequence()).entries);
        all.add(entry);
        return new CertificateMap(name, all);
    }

    public CertificateMap without(int sequence) {
        var all = new ArrayList<>(entries);
        all.removeIf(entry -> entry.sequence() == sequence);
        return new CertificateMap(name, all);
    }

    public Optional<Entry> entry(int sequence) {
        return entries.stream().filter(entry -> entry.sequence() == sequence).findFirst();
    }
}
