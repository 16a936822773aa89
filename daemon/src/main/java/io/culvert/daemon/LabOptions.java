package io.culvert.daemon;

import io.culvert.lab.LabRun;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// What `lab run` and `lab up` have in common.
final class LabOptions {
    @Parameters(
            index = "0",
            paramLabel = "TOPOLOGY",
            description = "A topology file, or a folder that holds one *.clab.yml.")
    private @Nullable String topology;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "All chance in the lab follows from it (default 1).")
    private long seed;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            converter = TimeOfDay.class,
            description = "Wall clock at boot (default 2026-01-01T00:00:00Z).")
    private @Nullable Instant start;

    @Option(
            names = "--capture",
            paramLabel = "DIR",
            description = "Captures every link into DIR, with the keys that open the captures.")
    private @Nullable String capture;

    String topology() {
        return topology == null ? "" : topology;
    }

    long seed() {
        return seed;
    }

    Instant start() {
        return start == null ? LabRun.START_DEFAULT : start;
    }

    Optional<String> capture() {
        return Optional.ofNullable(capture);
    }

    /// Reads `2026-01-01T00:00:00Z`, the same with a blank for the T or without a zone (UTC), or a date alone.
    static final class TimeOfDay implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            String form =
                    text.strip().toUpperCase(Locale.ROOT).replace(" UTC", "Z").replace(' ', 'T');
            try {
                if (form.length() == 10) {
                    return LocalDate.parse(form).atStartOfDay(ZoneOffset.UTC).toInstant();
                }
                return form.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                        ? OffsetDateTime.parse(form).toInstant()
                        : LocalDateTime.parse(form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("a time such as 2026-01-01T00:00:00Z");
            }
        }
    }
}
