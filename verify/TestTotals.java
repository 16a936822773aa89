import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Adds up the Surefire reports below a folder: a line per skipped test with its reason, a line per failed one, then
/// the totals. `./culvert test` ends with it. Fails if a test failed or none ran.
final class TestTotals {
    private static final int LINE_MAX = 300;

    private int passed;
    private int failed;
    private final List<String> failures = new ArrayList<>();
    private final List<String> skips = new ArrayList<>();

    public static void main(String[] args) throws IOException, XMLStreamException {
        var totals = new TestTotals();
        for (Path report : reports(Path.of(args[0]).toAbsolutePath())) {
            totals.add(report);
        }
        totals.skips.forEach(System.out::println);
        totals.failures.forEach(System.out::println);
        System.out.printf(
                "%d passed, %d failed, %d skipped%n",
                totals.passed, totals.failed, totals.skips.size());
        System.exit(totals.failed == 0 && totals.passed > 0 ? 0 : 1);
    }

    private static List<Path> reports(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, 5)) {
            return files.filter(file -> file.getParent().endsWith("target/surefire-reports"))
                    .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        }
    }

    private void add(Path report) throws IOException, XMLStreamException {
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
            String name = "";
            String outcome = "";
            String message = "";
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testcase" -> {
                            name =
                                    attribute(xml, "classname").replaceFirst(".*\\.", "")
                                            + "."
                                            + attribute(xml, "name");
                            outcome = "passed";
                        }
                        case "skipped", "failure", "error" -> {
                            outcome = xml.getLocalName();
                            message = oneLine(message(xml));
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    switch (outcome) {
                        case "passed" -> passed++;
                        case "skipped" ->
                                skips.add(
                                        "skipped: "
                                                + name
                                                + ": "
                                                + (message.isEmpty() ? "no reason given" : message));
                        default -> {
                            failed++;
                            failures.add("failed: " + name + ": " + message);
                        }
                    }
                }
            }
        }
    }

    /// The attribute, or the text before the stack trace, which also names the exception.
    private static String message(XMLStreamReader xml) throws XMLStreamException {
        String attribute = attribute(xml, "message");
        return attribute.isBlank()
                ? xml.getElementText().split("\\n\\s+at ", 2)[0].replaceFirst("^[\\w.]+: ", "")
                : attribute;
    }

    private static String oneLine(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + " ...";
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
