package io.culvert.linux.cipher;

import java.lang.foreign.MemorySegment;

/// The AES-GCM of the multi-buffer library for one size of key and one set of instructions. The names of its functions are the
/// same in versions 1 and 2, unlike the offsets in its manager.
///
/// @param expand makes key data of a key
/// @param seal `(key data, context, to, from, octets, nonce, associated data, its octets, tag, its octets)`
/// @param open with the same arguments; writes the clear text whatever the tag was to be
/// @param macBegin `(key data, context, nonce, its octets)`
/// @param macUpdate `(key data, context, from, octets)`
/// @param macEnd `(key data, context, tag, its octets)`
record Gcm(
        MemorySegment expand,
        MemorySegment seal,
        MemorySegment open,
        MemorySegment macBegin,
        MemorySegment macUpdate,
        MemorySegment macEnd) {
    /// More than any version's key data, 1,264 octets at most so far.
    static final int KEY_DATA_OCTETS = 4096;

    /// More than `struct gcm_context_data`.
    static final int CONTEXT_OCTETS = 128;

    private static final int[] KEY_BITS = {128, 192, 256};

    static Gcm of(NativeLibrary library, Instructions instructions, int keyBits) {
        String end = keyBits + "_" + instructions.suffix();
        return new Gcm(
                library.function("aes_gcm_pre_" + end),
                library.function("aes_gcm_enc_" + end),
                library.function("aes_gcm_dec_" + end),
                library.function("imb_aes_gmac_init_" + end),
                library.function("imb_aes_gmac_update_" + end),
                library.function("imb_aes_gmac_finalize_" + end));
    }

    static boolean isIn(NativeLibrary library, Instructions instructions) {
        for (int bits : KEY_BITS) {
            String end = bits + "_" + instructions.suffix();
            if (!library.has("aes_gcm_pre_" + end)
                    || !library.has("aes_gcm_enc_" + end)
                    || !library.has("aes_gcm_dec_" + end)
                    || !library.has("imb_aes_gmac_init_" + end)
                    || !library.has("imb_aes_gmac_update_" + end)
                    || !library.has("imb_aes_gmac_finalize_" + end)) {
                return false;
            }
        }
        return true;
    }
}
