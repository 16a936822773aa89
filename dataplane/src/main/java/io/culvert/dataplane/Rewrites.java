package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rewrites and framings of all interfaces, each made when it is first asked for. Whatever changes an image, an association, a neighbour
/// or a limit calls [#forget], and all of them are made anew.
final class Rewrites {
    private final Graph graph;
    private int epoch = 1;
    private @Nullable Rewrite[] rewrites = new Rewrite[1];
    private int[] rewriteEpochs = new int[1];

    /// By interface and family.
    private @Nullable Framing[] framings = new Framing[2];

    private int[] framingEpochs = new int[2];

    Rewrites(Graph graph) {
        this.graph = graph;
    }

    void room(int faces) {
        if (rewrites.length < faces) {
            rewrites = Arrays.copyOf(rewrites, faces);
            rewriteEpochs = Arrays.copyOf(rewriteEpochs, faces);
            framings = Arrays.copyOf(framings, 2 * faces);
            framingEpochs = Arrays.copyOf(framingEpochs, 2 * faces);
        }
        forget();
    }

    void forget() {
        epoch++;
    }

    /// Of a tunnel, or null where its packets are not ordinary.
    @Nullable Rewrite of(int ifIndex) {
        return rewriteEpochs[ifIndex] == epoch ? rewrites[ifIndex] : renew(ifIndex);
    }

    /// The same if it has been made already.
    @Nullable Rewrite known(int ifIndex) {
        return rewriteEpochs[ifIndex] == epoch ? rewrites[ifIndex] : null;
    }

    private @Nullable Rewrite renew(int ifIndex) {
        Face face = graph.image.face(ifIndex);
        Rewrite made = face == null ? null : Rewrite.of(graph, face);
        rewrites[ifIndex] = made;
        rewriteEpochs[ifIndex] = epoch;
        return made;
    }

    /// Of a link and a family, or null where nothing ordinary leaves by it.
    @Nullable Framing framing(int ifIndex, boolean six) {
        int at = ifIndex << 1 | (six ? 1 : 0);
        return framingEpochs[at] == epoch ? framings[at] : renewFraming(at, ifIndex, six);
    }

    private @Nullable Framing renewFraming(int at, int ifIndex, boolean six) {
        Face face = graph.image.face(ifIndex);
        boolean isLink = face != null && face.up && Framing.isLink(face);
        Framing made = face != null && isLink ? new Framing(graph.image, face, six) : null;
        framings[at] = made;
        framingEpochs[at] = epoch;
        return made;
    }
}
