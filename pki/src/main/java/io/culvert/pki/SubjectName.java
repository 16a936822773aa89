package io.culvert.pki;

import io.culvert.base.Parse;

/// A distinguished name as an operator typed it, so that the configuration shows the same text again.
public record SubjectName(String text) {
    public SubjectName {
        DistinguishedName.parse(text).orElseThrow();
    }

    public static Parse<SubjectName> parse(String text) {
        return DistinguishedName.parse(text).map(_ -> new SubjectName(text));
    }

    public DistinguishedName name() {
        return DistinguishedName.parse(text).orElseThrow();
    }

    @Override
    public String toString() {
        return text;
    }
}
