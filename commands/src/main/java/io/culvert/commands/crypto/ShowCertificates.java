package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import io.culvert.pki.Certificate;
import io.culvert.pki.Trustpoint;
import io.culvert.router.RouterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `show crypto pki certificates`: what the trustpoints hold.
record ShowCertificates(List<Entry> certificates) implements Answer {
    /// @param isAuthority whether it is the authority's and not our own
    /// @param isValid at the time of the question
    record Entry(
            String trustpoint,
            boolean isAuthority,
            boolean isValid,
            String serialNumber,
            String issuer,
            String subject,
            Optional<String> commonName,
            String signatureAlgorithm,
            Instant notBefore,
            Instant notAfter) {
        static Entry of(
                String trustpoint, boolean isAuthority, Certificate certificate, Instant now) {
            return new Entry(
                    trustpoint,
                    isAuthority,
                    !now.isBefore(certificate.notBefore()) && !now.isAfter(certificate.notAfter()),
                    certificate.serial().toString(),
                    certificate.issuer().toString(),
                    certificate.subject().toString(),
                    certificate.subject().commonName(),
                    certificate.signatureAlgorithm(),
                    certificate.notBefore(),
                    certificate.notAfter());
        }

        private String text() {
            var text = new StringBuilder(isAuthority ? "CA Certificate\n" : "Certificate\n");
            text.append("  Status: " + (isValid ? "Available" : "Outside its validity") + "\n");
            text.append("  Certificate Serial Number (hex): " + serialNumber + "\n");
            text.append("  Certificate Usage: " + (isAuthority ? "Signature" : "General Purpose"));
            text.append("\n  Issuer:\n    " + issuer + "\n");
            text.append("  Subject:\n");
            if (!isAuthority) {
                commonName.ifPresent(name -> text.append("    Name: " + name + "\n"));
            }
            text.append("    " + subject + "\n");
            text.append("  Validity Date:\n");
            text.append("    start date: " + WallTime.certificate(notBefore) + "\n");
            text.append("    end   date: " + WallTime.certificate(notAfter) + "\n");
            text.append("  Associated Trustpoints: " + trustpoint + "\n\n");
            return text.toString();
        }
    }

    ShowCertificates {
        certificates = List.copyOf(certificates);
    }

    static ShowCertificates of(RouterView view, Optional<String> trustpoint) {
        var entries = new ArrayList<Entry>();
        for (Trustpoint each : view.config().pki().trustpoints()) {
            if (trustpoint.map(each.name()::equals).orElse(true)) {
                entries.addAll(entries(view, each));
            }
        }
        return new ShowCertificates(entries);
    }

    private static List<Entry> entries(RouterView view, Trustpoint trustpoint) {
        Instant now = view.wallClock();
        var entries = new ArrayList<Entry>();
        view.certificates()
                .credential(trustpoint.name())
                .ifPresent(
                        own ->
                                entries.add(
                                        Entry.of(
                                                trustpoint.name(), false, own.certificate(), now)));
        view.certificates()
                .trust(trustpoint)
                .ifPresent(
                        trust ->
                                trust.anchors()
                                        .forEach(
                                                anchor ->
                                                        entries.add(
                                                                Entry.of(
                                                                        trustpoint.name(),
                                                                        true,
                                                                        anchor,
                                                                        now))));
        return entries;
    }

    @Override
    public String text() {
        return String.join("", certificates.stream().map(Entry::text).toList());
    }
}
