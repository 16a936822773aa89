package io.culvert.pki;

import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the text form of a distinguished name: RFC 4514 section 3, with the quotes and blanks that operators type.
final class NameText {
    private final String text;
    private int at;

    NameText(String text) {
        this.text = text;
    }

    Parse<List<List<NameAttribute>>> parse() {
        var parts = new ArrayList<List<NameAttribute>>();
        List<NameAttribute> part = new ArrayList<>();
        int count = 0;
        while (true) {
            int keyAt = at;
            Optional<String> oid = NameAttribute.oidOf(key());
            if (oid.isEmpty()) {
                return Parse.malformed(keyAt, "attribute of a distinguished name");
            }
            int valueAt = at;
            Optional<String> value = value();
            if (value.isEmpty() || value.get().isEmpty()) {
                return Parse.malformed(valueAt, "value in a distinguished name");
            }
            if (++count > DistinguishedName.ATTRIBUTES_MAX) {
                return Parse.malformed(keyAt, "too many attributes");
            }
            part.add(new NameAttribute(oid.get(), value.get()));
            if (at < text.length() && text.charAt(at) == '+') {
                at++;
                continue;
            }
            parts.add(part);
            if (at == text.length()) {
                return Parse.ok(parts);
            }
            part = new ArrayList<>();
            at++;
        }
    }

    /// The text before the next equals sign, without it.
    private String key() {
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            return "";
        }
        String key = text.substring(at, equals).strip();
        at = equals + 1;
        return key;
    }

    /// The text up to the next separator, which stays; empty if a quote or an escape is left open.
    private Optional<String> value() {
        var value = new StringBuilder();
        int kept = 0;
        boolean quoted = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                if (++at == text.length()) {
                    return Optional.empty();
                }
                value.append(text.charAt(at));
                kept = value.length();
            } else if (c == '"') {
                quoted = !quoted;
                kept = value.length();
            } else if (!quoted && (c == ',' || c == '+' || c == ';')) {
                break;
            } else if (quoted || !value.isEmpty() || !Character.isWhitespace(c)) {
                value.append(c);
                kept = quoted || !Character.isWhitespace(c) ? value.length() : kept;
            }
        }
        return quoted ? Optional.empty() : Optional.of(value.substring(0, kept));
    }
}
