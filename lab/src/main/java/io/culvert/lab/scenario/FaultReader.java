package io.culvert.lab.scenario;

import io.culvert.lab.Durations;
import io.culvert.lab.Faults;
import io.culvert.lab.scenario.Step.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the words of a `link` step, which the prompt of `lab up` takes as well.
public final class FaultReader {
    private static final String KNOWN =
            "up, down, loss P%, delay D, jitter D, duplicate P%, reorder P%, corrupt P%,"
                    + " rate R, mtu N, clear-dscp, fragment-df or clean";
    private static final Pattern RATE =
            Pattern.compile("([0-9]{1,9})(\\.[0-9]{1,3})?([kmg]?)(bit/s|bit|bps|b/s)?");

    /// What came of it: the faults, or which word (counted from 0) is wrong and why.
    public record Outcome(List<Fault> faults, int wrongWord, String what) {
        public boolean isOk() {
            return what.isEmpty();
        }
    }

    private final List<String> words;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> said = new TreeSet<>();
    private int next;
    private int wrongWord;
    private String what = "";

    private FaultReader(List<String> words) {
        this.words = words;
    }

    public static Outcome read(List<String> words) {
        return new FaultReader(words).read();
    }

    private Outcome read() {
        if (words.isEmpty()) {
            refuse(0, KNOWN);
        }
        while (next < words.size() && what.isEmpty()) {
            String word = words.get(next++);
            if (!said.add(word.equals("down") ? "up" : word)) {
                refuse(next - 1, "nothing that this line has said already");
            }
            fault(word).ifPresent(faults::add);
        }
        return new Outcome(List.copyOf(faults), wrongWord, what);
    }

    private void refuse(int word, String expected) {
        if (what.isEmpty()) {
            wrongWord = word;
            what = "expected here: " + expected;
        }
    }

    private Optional<Fault> fault(String word) {
        return switch (word) {
            case "up" -> Optional.of(new Fault.Carrier(true));
            case "down" -> Optional.of(new Fault.Carrier(false));
            case "clean" -> Optional.of(new Fault.Change(_ -> Faults.NONE));
            case "clear-dscp" ->
                    Optional.of(new Fault.Change(faults -> faults.withClearDscp(true)));
            case "fragment-df" ->
                    Optional.of(new Fault.Change(faults -> faults.withFragmentDf(true)));
            case "loss" -> {
                double share = share();
                yield Optional.of(new Fault.Change(faults -> faults.withLoss(share)));
            }
            case "duplicate" -> {
                double share = share();
                yield Optional.of(new Fault.Change(faults -> faults.withDuplicate(share)));
            }
            case "reorder" -> {
                double share = share();
                yield Optional.of(new Fault.Change(faults -> faults.withReorder(share)));
            }
            case "corrupt" -> {
                double share = share();
                yield Optional.of(new Fault.Change(faults -> faults.withCorrupt(share)));
            }
            case "delay" -> {
                long nanos = nanos();
                yield Optional.of(new Fault.Change(faults -> faults.withDelay(nanos)));
            }
            case "jitter" -> {
                long nanos = nanos();
                yield Optional.of(new Fault.Change(faults -> faults.withJitter(nanos)));
            }
            case "rate" -> {
                long rate = rate();
                yield Optional.of(new Fault.Change(faults -> faults.withRate(rate)));
            }
            case "mtu" -> {
                int mtu = mtu();
                yield Optional.of(new Fault.Change(faults -> faults.withMtu(mtu)));
            }
            default -> {
                refuse(next - 1, KNOWN);
                yield Optional.empty();
            }
        };
    }

    private String operand(String expected) {
        if (next == words.size()) {
            refuse(next, expected);
            return "";
        }
        return words.get(next++);
    }

    private double share() {
        String expected = "a share from 0% to 100%";
        String word = operand(expected);
        var share =
                word.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%")
                        ? OptionalDouble.of(
                                Double.parseDouble(word.substring(0, word.length() - 1)) / 100)
                        : OptionalDouble.empty();
        if (share.isEmpty() || share.getAsDouble() > 1) {
            refuse(next - 1, expected);
            return 0;
        }
        return share.getAsDouble();
    }

    private long nanos() {
        String expected = "a duration such as 40ms";
        var duration = Durations.parse(operand(expected));
        if (duration.isEmpty()) {
            refuse(next - 1, expected);
        }
        return duration.map(Duration::toNanos).orElse(0L);
    }

    private long rate() {
        String expected = "a rate in bits a second such as 512k, 10M or 1G";
        OptionalLong rate = bits(operand(expected));
        if (rate.isEmpty()) {
            refuse(next - 1, expected);
        }
        return rate.orElse(0);
    }

    private static OptionalLong bits(String word) {
        Matcher form = RATE.matcher(word.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        double number =
                Double.parseDouble(form.group(1) + (form.group(2) == null ? "" : form.group(2)));
        double unit =
                switch (form.group(3)) {
                    case "k" -> 1e3;
                    case "m" -> 1e6;
                    case "g" -> 1e9;
                    default -> 1;
                };
        long bits = Math.round(number * unit);
        return bits > 0 ? OptionalLong.of(bits) : OptionalLong.empty();
    }

    private int mtu() {
        String expected = "an MTU from 68 to 65535";
        String word = operand(expected);
        if (word.matches("[0-9]{2,5}")
                && Integer.parseInt(word) >= 68
                && Integer.parseInt(word) <= 65_535) {
            return Integer.parseInt(word);
        }
        refuse(next - 1, expected);
        return 0;
    }
}
