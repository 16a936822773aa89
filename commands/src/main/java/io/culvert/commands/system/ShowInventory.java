package io.culvert.commands.system;

import io.culvert.cli.Answer;

/// `show inventory`. A program is all of its hardware, and has no serial number.
///
/// @param product what the maker sells it as
/// @param version of the product
record ShowInventory(String name, String description, String product, String version)
        implements Answer {
    static ShowInventory own() {
        return new ShowInventory(
                "Chassis", "Culvert Software Router", "CULVERT", ShowVersion.VERSION);
    }

    @Override
    public String text() {
        return "NAME: \"%s\", DESCR: \"%s\"\nPID: %-18s, VID: %-5s, SN:\n\n"
                .formatted(name, description, product, version);
    }
}
