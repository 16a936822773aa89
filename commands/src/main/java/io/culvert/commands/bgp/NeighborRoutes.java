package io.culvert.commands.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.cli.Answer;

/// `show ip bgp ... neighbors X advertised-routes`, and the same of what it told.
record NeighborRoutes(NeighborRoutesView routes) implements Answer {
    @Override
    public Object json() {
        return routes;
    }

    @Override
    public String text() {
        BgpTableView table = routes.table();
        String head = table.sections().isEmpty() ? "" : new BgpTable(table).text() + "\n";
        String network = routes.ip() == AddressFamily.IPV4 ? "0.0.0.0" : "::";
        String originated =
                routes.originatesDefault() ? "Originating default network " + network + "\n\n" : "";
        return originated + head + "Total number of prefixes " + routes.prefixes() + "\n";
    }
}
