package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.router.RouterView;
import java.util.List;

/// `show crypto engine`, `brief` and `configuration`: which libraries work on packets and on IKE.
///
/// @param libraries those that were looked for; none where there is only one
/// @param suites every ESP suite there is
/// @param publicKey what does the public-key work of IKE
/// @param jobs pieces of that work since power-on
/// @param jobsAtWork those that are not done yet
record ShowCryptoEngine(
        boolean inFull,
        String name,
        String type,
        String state,
        List<Library> libraries,
        List<Suite> suites,
        List<PublicKeys.Row> publicKey,
        long jobs,
        long jobsAtWork)
        implements Answer {
    /// @param about version and instructions, or why it is not in use
    record Library(String library, boolean isThere, String about) {
        static Library of(CipherRung rung) {
            return new Library(rung.library().word(), rung.isThere(), rung.about());
        }
    }

    /// @param rung the library; `none` where no one has the suite
    record Suite(String suite, String rung) {}

    ShowCryptoEngine {
        libraries = List.copyOf(libraries);
        suites = List.copyOf(suites);
        publicKey = List.copyOf(publicKey);
    }

    /// @param inFull with every suite and what IKE runs on
    static ShowCryptoEngine of(RouterView view, boolean inFull) {
        return new ShowCryptoEngine(
                inFull,
                view.cryptoEngine(),
                "software",
                "installed",
                view.cipherLibraries().stream().map(Library::of).toList(),
                view.suites().stream()
                        .map(suite -> new Suite(suite.words(), view.rung(suite).orElse("none")))
                        .toList(),
                view.publicKeys(),
                view.publicKeyJobs(),
                view.publicKeyJobsAtWork());
    }

    private static String about(Library library) {
        return library.isThere() ? library.about() : "not in use: " + library.about();
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        """
                                crypto engine name:  %s
                                crypto engine type:  %s
                               crypto engine state:  %s
                             crypto engine in slot:  N/A
                        """
                                .formatted(name, type, state));
        if (!libraries.isEmpty()) {
            text.append("\ncipher libraries\n");
            for (Library library : libraries) {
                text.append(new Row().at(2, library.library()).at(18, about(library)).line());
            }
        }
        if (inFull) {
            text.append("\nESP suites\n");
            for (Suite suite : suites) {
                text.append(new Row().at(2, suite.suite()).at(42, suite.rung()).line());
            }
            text.append("\nIKE public-key work\n");
            for (PublicKeys.Row row : publicKey) {
                text.append(new Row().at(2, row.operation()).at(42, row.library()).line());
            }
            text.append("  %d jobs since power-on, %d at work\n".formatted(jobs, jobsAtWork));
        }
        return text.toString();
    }
}
