package io.culvert.bgp.policy;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression as IOS writes it: `_` stands for the start, the end or a separator. Equal by its text.
public final class IosRegex {
    private final String text;
    private final Pattern pattern;

    private IosRegex(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /// Empty where the text is no regular expression.
    public static Optional<IosRegex> parse(String text) {
        try {
            return Optional.of(
                    new IosRegex(text, Pattern.compile(text.replace("_", "(?:^|$|[ ,{}()])"))));
        } catch (PatternSyntaxException refused) {
            return Optional.empty();
        }
    }

    public boolean matches(String line) {
        return pattern.matcher(line).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IosRegex regex && text.equals(regex.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
