package io.culvert.rib.broken;

import io.culvert.bgp.broken.Sibling;
import java.util.List;

/// Names its sibling only as the element of an array.
interface SeesSibling {
    List<Sibling[]> siblings();

    Sibling[] array();
}
