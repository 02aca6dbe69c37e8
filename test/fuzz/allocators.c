/* libFuzzer target: OMP_ALLOCATOR. The input is a byte of flags and then the text. What is understood is an allocator
 * that keeps what its traits promise, for blocks small and large; what is not makes none. How to run: allocators.sh. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/allocator.h"
#include "runtime/base/log.h"
#include "runtime/env_parse.h"
#include "runtime/memory.h"

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

enum { BLOCKS = 6, ALIGNED_MOST = 1 << 21 };

static const size_t sizes[BLOCKS] = {2, 100, 5000, 40000, 5 << 20, 24};

/* The whole block is ours: first and last byte. */
static void mark(char *p, size_t bytes)
{
    p[0] = 'a';
    p[bytes - 1] = 'z';
}

static void check_traits(const struct veda_allocator *a)
{
    MUST(a->alignment >= 16 && !(a->alignment & (a->alignment - 1)) && a->alignment >= a->trait[VEDA_TRAIT_ALIGNMENT]);
    MUST(a->bounded == (a->trait[VEDA_TRAIT_POOL_SIZE] != UINTPTR_MAX));
    MUST(a->trait[VEDA_TRAIT_PINNED] <= 1 && a->trait[VEDA_TRAIT_FB_DATA] <= VEDA_ALLOCATOR_PREDEFINED_MAX);
}

static void check_blocks(struct veda_allocator *a, int flags)
{
    char *block[BLOCKS];
    bool falls_back = a->trait[VEDA_TRAIT_FALLBACK] != VEDA_VALUE_NULL_FB;
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = veda_memory_alloc(a->handle, 0, sizes[i], flags & 1);
        if (!block[i])
            continue;
        bool its = veda_allocator_numbered(veda_head_of(block[i])->allocator) == a;
        MUST(its || falls_back);
        MUST(!its || (uintptr_t)block[i] % a->alignment == 0);
        MUST(!(flags & 1) || (!block[i][0] && !block[i][sizes[i] - 1]));
        mark(block[i], sizes[i]);
        MUST(!a->bounded || a->used <= a->trait[VEDA_TRAIT_POOL_SIZE]);
    }
    for (int i = 0; i < BLOCKS; i++) {
        size_t bytes = flags & 2 ? sizes[BLOCKS - 1 - i] : sizes[i];
        char *q = block[i] ? veda_memory_realloc(block[i], bytes, VEDA_ALLOCATOR_NULL, VEDA_ALLOCATOR_NULL) : NULL;
        if (!q)
            continue;
        block[i] = q;
        MUST(q[0] == 'a' && (bytes != sizes[i] || q[bytes - 1] == 'z'));
        mark(q, bytes);
    }
    for (int i = 0; i < BLOCKS; i++)
        veda_memory_free(block[i]);
    struct veda_memory_stats stats;
    MUST(veda_memory_stats(a->handle, &stats));
    MUST(a->used == 0 && stats.blocks == 0 && stats.bytes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    int flags = data[0];
    char *text = malloc(size); /* of its own, so that a step beyond it is seen */
    MUST(text);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    veda_warnings_set(flags == 0); /* the lines too, now and then */

    uintptr_t predefined = 77;
    bool has_traits = false;
    bool read = veda_parse_allocator(text, &predefined, &has_traits);
    MUST(read || predefined == 77);
    uintptr_t handle = read && has_traits ? veda_allocator_from_text(text) : VEDA_ALLOCATOR_NULL;
    if (handle) {
        struct veda_allocator *a = veda_allocator_find(handle);
        check_traits(a);
        /* one that falls back to abort does */
        if (a->trait[VEDA_TRAIT_FALLBACK] != VEDA_VALUE_ABORT_FB && a->alignment <= ALIGNED_MOST)
            check_blocks(a, flags);
        veda_allocator_destroy(handle);
    }
    free(text);
    return 0;
}
