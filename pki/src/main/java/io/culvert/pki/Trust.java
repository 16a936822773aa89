package io.culvert.pki;

import java.util.List;

/// What a trustpoint believes: its authorities, the revocation lists it has, and how it asks about revocation.
public record Trust(
        List<Certificate> anchors,
        List<RevocationList> revocationLists,
        List<RevocationMethod> revocationCheck) {
    public Trust {
        anchors = List.copyOf(anchors);
        revocationLists = List.copyOf(revocationLists);
        revocationCheck = List.copyOf(revocationCheck);
    }
}
