package io.culvert.commands.nhrp;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Commands about NHRP, for both families.
public final class NhrpCommands {
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<ShowNhrp.Layout> LAYOUT =
            Args.choice(
                    Args.option("brief", ShowNhrp.Layout.BRIEF, "Show short form information"),
                    Args.option("detail", ShowNhrp.Layout.DETAIL, "Show detail information"));

    private static final Arg<Boolean> DETAIL = Args.flag("detail", "Show detail information");

    private NhrpCommands() {}

    public static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        for (AddressFamily family : AddressFamily.values()) {
            all.addAll(of(family));
        }
        all.add(
                Command.show(
                        call ->
                                new ShowDmvpn(
                                        DmvpnTunnels.of(call.router().view()),
                                        call.router().now(),
                                        powerOn(call),
                                        call.has(DETAIL)),
                        words("show dmvpn", "Dynamic multipoint VPN information"),
                        maybe(DETAIL)));
        return List.copyOf(all);
    }

    private static List<Command<Console>> of(AddressFamily family) {
        boolean four = family == AddressFamily.IPV4;
        String ip = four ? "ip" : "ipv6";
        var show = words("show " + ip + " nhrp", "NHRP information");
        var clear = words("clear " + ip + " nhrp", "Clear NHRP cache");
        var why = words("why", "Why there is no shortcut to a destination");
        var vrf = words("vrf", "Specify parameters for a VPN Routing/Forwarding instance");
        Arg<IpAddress> address =
                Args.typed(
                        four ? "A.B.C.D" : "X:X:X:X::X",
                        "Destination address",
                        text -> IpAddress.parse(text).filter(each -> each.family() == family),
                        IpAddress::toString);
        return List.of(
                Command.of(
                        call -> show(call, each -> each.prefix().family() == family),
                        show,
                        maybe(LAYOUT)),
                Command.of(
                        call -> show(call, each -> each.prefix().contains(call.get(address))),
                        show,
                        address,
                        maybe(LAYOUT)),
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        of ->
                                                show(
                                                        call,
                                                        ofFamily(family)
                                                                .and(
                                                                        each ->
                                                                                each.vrf()
                                                                                        .equals(
                                                                                                of)))),
                        show,
                        vrf,
                        VRF,
                        maybe(LAYOUT)),
                Command.<Console>of(
                                call ->
                                        clear(
                                                call,
                                                family,
                                                Optional.empty(),
                                                call.values().find(address)),
                                clear,
                                maybe(address))
                        .privilegedOnly(),
                Command.<Console>of(
                                call ->
                                        Operands.vrf(
                                                call.router(),
                                                call.get(VRF),
                                                of ->
                                                        clear(
                                                                call,
                                                                family,
                                                                Optional.of(of),
                                                                call.values().find(address))),
                                clear,
                                vrf,
                                VRF,
                                maybe(address))
                        .privilegedOnly(),
                Command.show(
                        call -> new NhrpSummary(entries(call, ofFamily(family))),
                        show,
                        words("summary", "Show NHRP summary")),
                Command.show(
                        call ->
                                new ShowNhrp(
                                        entries(
                                                call,
                                                ofFamily(family).and(NhrpCommands::isShortcut)),
                                        call.router().now(),
                                        powerOn(call),
                                        ShowNhrp.Layout.NORMAL),
                        show,
                        words("shortcut", "Show NHRP shortcut information")),
                Command.show(
                        call -> new NhrpTrafficText(call.router().view().nhrp().traffic()),
                        show,
                        words("traffic", "Show NHRP traffic statistics")),
                Command.show(
                        call ->
                                new NhrpStats(
                                        call.router().view().nhrp().statistics(),
                                        call.router().view().nhrp().drops()),
                        show,
                        words("stats", "Show NHRP statistics")),
                Command.show(
                        call ->
                                new NhrpRedirects(
                                        call.router().view().nhrp().redirects().stream()
                                                .filter(
                                                        each ->
                                                                each.destination().family()
                                                                        == family)
                                                .toList(),
                                        call.router().now(),
                                        powerOn(call)),
                        show,
                        words("redirect", "Show NHRP redirects")),
                Command.show(
                        call ->
                                new NhrpServers(
                                        call.router().view().nhrp().servers().stream()
                                                .filter(
                                                        each ->
                                                                each.server().address().family()
                                                                        == family)
                                                .toList(),
                                        powerOn(call),
                                        call.has(DETAIL)),
                        show,
                        words("nhs", "Show NHRP next hop servers"),
                        maybe(DETAIL)),
                Command.show(
                        call -> ShortcutWhy.of(call.router().view(), Vrf.GLOBAL, call.get(address)),
                        show,
                        why,
                        address),
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        of ->
                                                Outcome.show(
                                                        ShortcutWhy.of(
                                                                call.router().view(),
                                                                of,
                                                                call.get(address)))),
                        show,
                        why,
                        vrf,
                        VRF,
                        address));
    }

    private static Instant powerOn(Command.Call<Console> call) {
        return WallTime.powerOn(call.router().view());
    }

    private static Predicate<NhrpEntry> ofFamily(AddressFamily family) {
        return each -> each.prefix().family() == family;
    }

    private static boolean isShortcut(NhrpEntry entry) {
        return entry.flags().contains(NhrpEntry.Flag.RIB)
                || entry.flags().contains(NhrpEntry.Flag.NHO);
    }

    private static List<NhrpEntry> entries(
            Command.Call<Console> call, Predicate<NhrpEntry> wanted) {
        return call.router().view().nhrp().entries().stream().filter(wanted).toList();
    }

    private static Outcome show(Command.Call<Console> call, Predicate<NhrpEntry> wanted) {
        Console console = call.router();
        return Outcome.show(
                new ShowNhrp(
                        entries(call, wanted),
                        console.now(),
                        powerOn(call),
                        call.values().find(LAYOUT).orElse(ShowNhrp.Layout.NORMAL)));
    }

    /// Everything of the family, or the entries that an address is in, with what is held off for it.
    private static Outcome clear(
            Command.Call<Console> call,
            AddressFamily family,
            Optional<Vrf> vrf,
            Optional<IpAddress> address) {
        Console console = call.router();
        var prefixes = new LinkedHashSet<Prefix>();
        prefixes.add(
                address.map(Prefix::host)
                        .orElse(
                                family == AddressFamily.IPV4
                                        ? Prefix.DEFAULT_IPV4
                                        : Prefix.DEFAULT_IPV6));
        address.ifPresent(
                one ->
                        entries(call, each -> each.prefix().contains(one)).stream()
                                .filter(each -> vrf.stream().allMatch(each.vrf()::equals))
                                .forEach(each -> prefixes.add(each.prefix())));
        prefixes.forEach(
                prefix -> console.router().clearNhrp(console.now(), vrf, Optional.of(prefix)));
        return Outcome.say("");
    }
}
