package io.culvert.commands;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import java.util.List;

/// Commands that operators know from elsewhere and that lead nowhere here. Each says what is missing and what to do instead.
final class Doors {
    private static final Arg<String> REST = Args.line("Anything");

    private Doors() {}

    static List<Command<Console>> commands() {
        String enrol =
                "% Certificates are not enrolled over the network in this version: issue one with"
                        + " ./culvert pki issue, put it into the pki folder beside the topology,"
                        + " and start the router again";
        String login =
                "% There is no client for remote logins in this version: type connect NODE at the"
                        + " prompt of the lab";
        return List.of(
                door("crypto pki enroll", "Request a certificate", enrol),
                door("crypto pki authenticate", "Get the authority's certificate", enrol),
                door("crypto pki import", "Import a certificate", enrol),
                door("crypto key generate", "Generate new keys", enrol),
                door(
                        "show crypto isakmp",
                        "IKEv1",
                        "% There is no IKEv1 in this version: see show crypto ikev2 sa"),
                door("show cdp", "CDP information", "% CDP is not enabled"),
                door("show lldp", "LLDP information", "% LLDP is not enabled"),
                door("ssh", "Open a secure shell client connection", login),
                door("telnet", "Open a telnet connection", login),
                door(
                        "reload",
                        "Halt and perform a cold restart",
                        "% A router does not restart itself: type reload NODE in a scenario or at"
                                + " the prompt of the lab"));
    }

    private static Command<Console> door(String words, String help, String sentence) {
        return Command.of(_ -> Outcome.refuse(sentence), words(words, help), maybe(REST));
    }
}
