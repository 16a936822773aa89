package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.pki.Trustpoint;
import io.culvert.pki.Trustpoint.Enrollment;
import java.util.stream.Stream;

/// `enrollment` of a trustpoint: where its certificates come from.
final class EnrollmentLine {
    private EnrollmentLine() {}

    static Line<Trustpoint> line() {
        Arg<String> url = Args.word("Address of the authority");
        Arg<Boolean> terminal = Args.flag("terminal", "Enroll via the terminal (cut-and-paste)");
        Arg<Boolean> selfSigned = Args.flag("selfsigned", "Generate a self-signed certificate");
        Arg<Boolean> file = Args.flag("pkcs12", "Import from a PKCS12 file");
        return Line.<Trustpoint>of(
                        words("enrollment", "Enrollment parameters"),
                        oneOf(
                                seq(words("url", "CA server enrollment URL"), url),
                                seq(terminal, maybe(words("pem", "Include PEM headers"))),
                                selfSigned,
                                file))
                .set(
                        (point, v) ->
                                point.withEnrollment(
                                        v.has(url)
                                                ? new Enrollment.Url(v.get(url))
                                                : v.has(terminal)
                                                        ? new Enrollment.Terminal()
                                                        : v.has(file)
                                                                ? new Enrollment.Pkcs12()
                                                                : new Enrollment.SelfSigned()))
                .unset((point, _) -> point.withEnrollment(new Enrollment.None()))
                .show(
                        point ->
                                switch (point.enrollment()) {
                                    case Enrollment.None _ -> Stream.empty();
                                    case Enrollment.Url(var text) ->
                                            Stream.of(Values.of(url, text));
                                    case Enrollment.Terminal _ ->
                                            Stream.of(Values.of(terminal, true));
                                    case Enrollment.SelfSigned _ ->
                                            Stream.of(Values.of(selfSigned, true));
                                    case Enrollment.Pkcs12 _ -> Stream.of(Values.of(file, true));
                                })
                .status(PkiLines.NO_ENROLMENT);
    }
}
