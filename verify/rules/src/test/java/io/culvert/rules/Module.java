package io.culvert.rules;

import static java.util.Arrays.stream;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The modules, in the order in which they see each other (STYLE section 1, rules 1 and 2).
enum Module {
    BASE(),
    WIRE(BASE),
    CRYPTO(BASE),
    PKI(BASE, WIRE, CRYPTO),
    IKE(BASE, WIRE, CRYPTO),
    NHRP(BASE, WIRE, CRYPTO),
    BGP(BASE, WIRE, CRYPTO),
    RIB(BASE, WIRE, CRYPTO),
    DATAPLANE(BASE, WIRE, CRYPTO),
    HOST(BASE, WIRE, CRYPTO),
    ROUTER(PKI, IKE, NHRP, BGP, RIB, DATAPLANE, HOST),
    CLI(BASE),
    COMMANDS(ROUTER, CLI),
    LAB(COMMANDS),
    MGMT(COMMANDS),
    LINUX(BASE, WIRE, CRYPTO, DATAPLANE, HOST),
    DAEMON(LAB, MGMT, LINUX),
    TESTKIT(BASE);

    /// The modules that may touch the world: sockets, files, threads, the clock, chance (rule 3).
    static final List<Module> WORLDLY = List.of(LINUX, MGMT, DAEMON);

    private static final String ROOT = "io.culvert.";

    private final List<Module> sees;

    Module(Module... sees) {
        this.sees = List.of(sees);
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// This module and what it may import: what it names, and what those see in turn. `linux` implements ports and sees
    /// no further than these; of the wire it needs the headers that it completes, cuts and joins.
    Set<Module> visible() {
        var visible = EnumSet.of(this);
        for (Module each : sees) {
            visible.add(each);
            if (this != LINUX) {
                visible.addAll(each.visible());
            }
        }
        return visible;
    }

    /// The module of a package, by its second part; `io.culvert.engine` belongs to base.
    static Optional<Module> ofPackage(String packageName) {
        if (!packageName.startsWith(ROOT)) {
            return Optional.empty();
        }
        String part = packageName.substring(ROOT.length()).split("\\.", 2)[0];
        return part.equals("engine") ? Optional.of(BASE) : ofFolder(part);
    }

    static Optional<Module> ofFolder(String folder) {
        return stream(values()).filter(each -> each.folder().equals(folder)).findFirst();
    }

    static Optional<Module> of(JavaClass type) {
        return ofPackage(type.getPackageName());
    }
}
