package io.culvert.dataplane.fib;

import java.util.Arrays;
import java.util.function.IntFunction;

/// An array in pages for the control side to change and for images to keep: what was handed out never changes, and a change
/// copies its page and the list of pages, once between two times that it is handed out.
final class Pages<T> {
    static final int BITS = 10;
    static final int SIZE = 1 << BITS;
    static final int MASK = SIZE - 1;

    private final IntFunction<T[]> newPage;
    private final T[] vacant;
    private T[][] pages;
    private boolean[] isOwn;

    /// Whether the list of pages is in no image.
    private boolean isOwnList = true;

    /// @param nothing what stands where nothing was set; all pages that hold nothing else are one
    Pages(T[][] pages, IntFunction<T[]> newPage, T nothing) {
        this.pages = pages;
        this.newPage = newPage;
        vacant = newPage.apply(SIZE);
        Arrays.fill(vacant, nothing);
        Arrays.fill(pages, vacant);
        isOwn = new boolean[pages.length];
    }

    /// The page that stands for all pages on which nothing was set.
    T[] vacant() {
        return vacant;
    }

    T get(int index) {
        int page = index >>> BITS;
        return (page < pages.length ? pages[page] : vacant)[index & MASK];
    }

    void set(int index, T value) {
        int page = index >>> BITS;
        if (!isOwnList || page >= pages.length) {
            int known = pages.length;
            pages = Arrays.copyOf(pages, Math.max(known, page + 1));
            isOwn = Arrays.copyOf(isOwn, pages.length);
            Arrays.fill(pages, known, pages.length, vacant);
            isOwnList = true;
        }
        if (!isOwn[page]) {
            T[] own = newPage.apply(SIZE);
            System.arraycopy(pages[page], 0, own, 0, SIZE);
            pages[page] = own;
            isOwn[page] = true;
        }
        pages[page][index & MASK] = value;
    }

    /// Has a page for each of so many.
    void cover(int count) {
        if (count > 0 && count - 1 >>> BITS >= pages.length) {
            set(count - 1, get(count - 1));
        }
    }

    /// The pages as they are now; the same array as the last time if nothing was set since.
    T[][] share() {
        if (isOwnList) {
            Arrays.fill(isOwn, false);
            isOwnList = false;
        }
        return pages;
    }
}
