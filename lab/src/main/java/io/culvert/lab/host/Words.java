package io.culvert.lab.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a line, read one after the other. The first refusal is remembered; later reads give harmless values.
final class Words {
    private static final Pattern WORD = Pattern.compile("\\S+");

    private record Word(int at, String text) {}

    private final String line;
    private final List<Word> words = new ArrayList<>();
    private int next;
    private Optional<HostSetup.Outcome.Refused> refusal = Optional.empty();

    Words(String line) {
        this.line = line;
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(new Word(matcher.start(), matcher.group()));
        }
    }

    boolean hasNext() {
        return next < words.size();
    }

    /// Takes the next word if it is this one.
    boolean accept(String word) {
        if (hasNext() && words.get(next).text().equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    void literal(String word, String expected) {
        if (!accept(word)) {
            refuseHere(expected);
        }
    }

    String next(String expected) {
        if (!hasNext()) {
            refuseHere(expected);
            return "";
        }
        return words.get(next++).text();
    }

    int number(int least, int most, String expected) {
        String word = next(expected);
        if (word.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        }
        refuseLast(expected);
        return least;
    }

    void end() {
        if (hasNext()) {
            refuseHere("nothing more");
        }
    }

    void refuseHere(String expected) {
        refuse(hasNext() ? words.get(next).at() : line.length(), expected);
    }

    /// Refuses the word that was read last.
    void refuseLast(String expected) {
        refuse(next > 0 ? words.get(next - 1).at() : 0, expected);
    }

    private void refuse(int at, String expected) {
        refuse(new HostSetup.Outcome.Refused(at, "expected here: " + expected));
    }

    void refuse(HostSetup.Outcome.Refused refused) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(refused);
        }
    }

    Optional<HostSetup.Outcome.Refused> refusal() {
        return refusal;
    }
}
