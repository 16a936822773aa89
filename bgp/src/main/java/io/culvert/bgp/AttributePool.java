package io.culvert.bgp;

import io.culvert.bgp.route.PathAttributes;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/// One instance of equal attributes, so that a million routes with a thousand attribute sets hold a thousand. Sets that
/// no route holds any more go by themselves; nothing ever walks the pool, so its order does not matter.
final class AttributePool {
    private final Map<PathAttributes, WeakReference<PathAttributes>> pool = new WeakHashMap<>();

    PathAttributes shared(PathAttributes attributes) {
        var known = pool.get(attributes);
        PathAttributes instance = known == null ? null : known.get();
        if (instance != null) {
            return instance;
        }
        pool.put(attributes, new WeakReference<>(attributes));
        return attributes;
    }
}
