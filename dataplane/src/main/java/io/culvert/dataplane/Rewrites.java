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
    private @Nullable Framing[] framings = new Framing[1];
    private int[] framingEpochs = new int[1];

    Rewrites(Graph graph) {
        this.graph = graph;
    }

    void room(int faces) {
        if (rewrites.length < faces) {
            rewrites = Arrays.copyOf(rewrites, faces);
            rewriteEpochs = Arrays.copyOf(rewriteEpochs, faces);
            framings = Arrays.copyOf(framings, faces);
            framingEpochs = Arrays.copyOf(framingEpochs, faces);
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

    /// Of a link, or null where nothing ordinary leaves by it.
    @Nullable Framing framing(int ifIndex) {
        return framingEpochs[ifIndex] == epoch ? framings[ifIndex] : renewFraming(ifIndex);
    }

    private @Nullable Framing renewFraming(int ifIndex) {
        Face face = graph.image.face(ifIndex);
        boolean isLink = face != null && face.up && Framing.isLink(face);
        Framing made = face != null && isLink ? new Framing(graph.image, face) : null;
        framings[ifIndex] = made;
        framingEpochs[ifIndex] = epoch;
        return made;
    }
}
