package io.culvert.pki;

import io.culvert.pki.CertificateMap.Condition;
import io.culvert.pki.CertificateMap.Entry;
import io.culvert.pki.CertificateMap.Operator;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides whether a certificate map holds for a certificate. Texts are compared without regard to case and to blanks around
/// separators; `subject-name co ou = flex` looks at each relative name on its own, so that what a name says of its `ou` is never
/// found inside its `cn`.
public final class CertificateMatcher {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d yyyy HH:mm:ss", Locale.ROOT);

    private CertificateMatcher() {}

    /// Whether any entry holds.
    public static boolean matches(CertificateMap map, Certificate certificate) {
        return map.entries().stream().anyMatch(entry -> matches(entry, certificate));
    }

    private static boolean matches(Entry entry, Certificate certificate) {
        return entry.conditions().stream().allMatch(condition -> matches(condition, certificate));
    }

    private static boolean matches(Condition condition, Certificate certificate) {
        return switch (condition.field()) {
            case SUBJECT_NAME -> matchesName(condition, List.of(certificate.subject()));
            case ISSUER_NAME -> matchesName(condition, List.of(certificate.issuer()));
            case ALT_SUBJECT_NAME -> matchesText(condition, alternativeNames(certificate));
            case UNSTRUCTURED_SUBJECT_NAME ->
                    matchesText(condition, certificate.subject().values("hostname"));
            case NAME -> matchesAnyName(condition, certificate);
            case SERIAL_NUMBER -> matchesText(condition, List.of(certificate.serial().toString()));
            case VALID_START -> matchesTime(condition, certificate.notBefore());
            case EXPIRES_ON -> matchesTime(condition, certificate.notAfter());
        };
    }

    private static List<String> alternativeNames(Certificate certificate) {
        return certificate.alternativeNames().stream().map(AlternativeName::text).toList();
    }

    /// `name` looks at subject, unstructured and alternative names alike.
    private static boolean matchesAnyName(Condition condition, Certificate certificate) {
        boolean found =
                isFound(condition, certificate.subject())
                        || isFound(condition, alternativeNames(certificate));
        return found != isNegative(condition.operator());
    }

    private static boolean matchesName(Condition condition, List<DistinguishedName> names) {
        return names.stream().anyMatch(name -> isFound(condition, name))
                != isNegative(condition.operator());
    }

    private static boolean matchesText(Condition condition, List<String> texts) {
        return isFound(condition, texts) != isNegative(condition.operator());
    }

    private static boolean isNegative(Operator operator) {
        return operator == Operator.CONTAINS_NOT || operator == Operator.DIFFERS;
    }

    private static boolean isWhole(Operator operator) {
        return operator == Operator.EQUALS || operator == Operator.DIFFERS;
    }

    private static boolean isFound(Condition condition, List<String> texts) {
        String wanted = NameAttribute.fold(condition.value());
        Stream<String> folded = texts.stream().map(NameAttribute::fold);
        return isWhole(condition.operator())
                ? folded.anyMatch(wanted::equals)
                : folded.anyMatch(t -> t.contains(wanted));
    }

    private static boolean isFound(Condition condition, DistinguishedName name) {
        Optional<DistinguishedName> wanted =
                DistinguishedName.parse(condition.value()).toOptional();
        if (isWhole(condition.operator())) {
            return wanted.isPresent() && wanted.get().matches(name);
        }
        if (wanted.isPresent()) {
            return wanted.get()
                    .attributes()
                    .allMatch(
                            part ->
                                    name.attributes()
                                            .anyMatch(
                                                    has ->
                                                            has.oid().equals(part.oid())
                                                                    && has.folded()
                                                                            .contains(
                                                                                    part
                                                                                            .folded())));
        }
        return NameAttribute.fold(name.toString()).contains(NameAttribute.fold(condition.value()));
    }

    /// Times as IOS writes them, `Jan 1 2026 00:00:00`, in UTC; one that cannot be read matches nothing.
    private static boolean matchesTime(Condition condition, Instant actual) {
        Optional<Instant> wanted = time(condition.value());
        if (wanted.isEmpty()) {
            return false;
        }
        int order = actual.compareTo(wanted.get());
        return switch (condition.operator()) {
            case EQUALS, CONTAINS -> order == 0;
            case DIFFERS, CONTAINS_NOT -> order != 0;
            case LESS -> order < 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    private static Optional<Instant> time(String text) {
        try {
            String tidy = text.strip().replaceAll("\\s+", " ").replaceAll(" (GMT|UTC|Z)$", "");
            return Optional.of(LocalDateTime.parse(tidy, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
