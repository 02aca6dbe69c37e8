/* Memory spaces, allocators and the blocks that come from them (5.2, 6; 6.0, 8).
 *
 * A handle is a small number for what is predefined, else the address of a struct of ours; the
 * numbers are those of both peers' headers. Every block has a head in front that knows where it is
 * from, so that any block may be freed by any thread without naming its allocator.
 *
 * Small blocks come from the calling thread's heap (heap.h), larger ones from malloc, and from the
 * system where they are very large, have a place of their own (partition) or are pinned. What the
 * traits and spaces mean here is in README.md under Memory.
 *
 * Called by abi/omp/memory.c, abi/kmpc/memory.c and abi/gomp/memory.c.
 * Thread-safe. */
#ifndef VEDA_MEMORY_H
#define VEDA_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* omp_allocator_handle_t */
enum {
    VEDA_ALLOCATOR_NULL = 0, /* stands for the default of the calling task */
    VEDA_ALLOCATOR_DEFAULT = 1,
    VEDA_ALLOCATOR_LARGE_CAP = 2,
    VEDA_ALLOCATOR_CONST = 3,
    VEDA_ALLOCATOR_HIGH_BW = 4,
    VEDA_ALLOCATOR_LOW_LAT = 5,
    VEDA_ALLOCATOR_CGROUP = 6,
    VEDA_ALLOCATOR_PTEAM = 7,
    VEDA_ALLOCATOR_THREAD = 8,
    VEDA_ALLOCATOR_TARGET_HOST = 100, /* LLVM's */
    VEDA_ALLOCATOR_TARGET_SHARED = 101,
    VEDA_ALLOCATOR_TARGET_DEVICE = 102,
    VEDA_ALLOCATOR_PINNED = 200, /* gcc's */
    VEDA_ALLOCATOR_MANAGED = 201,
    VEDA_ALLOCATOR_PREDEFINED_MAX = 1024, /* no handle of ours is so small */
};

/* omp_memspace_handle_t */
enum {
    VEDA_SPACE_NULL = 0, /* in headers before 6.0 the default space: taken as that */
    VEDA_SPACE_LARGE_CAP = 1,
    VEDA_SPACE_CONST = 2,
    VEDA_SPACE_HIGH_BW = 3,
    VEDA_SPACE_LOW_LAT = 4,
    VEDA_SPACE_CGROUP = 5,
    VEDA_SPACE_DEFAULT = 99,
    VEDA_SPACE_TARGET_HOST = 100,
    VEDA_SPACE_TARGET_SHARED = 101,
    VEDA_SPACE_TARGET_DEVICE = 102,
    VEDA_SPACE_MANAGED = 200,
    VEDA_SPACE_PREDEFINED_MAX = 1024,
};

/* omp_alloctrait_key_t */
enum veda_trait_key {
    VEDA_TRAIT_SYNC_HINT = 1,
    VEDA_TRAIT_ALIGNMENT = 2,
    VEDA_TRAIT_ACCESS = 3,
    VEDA_TRAIT_POOL_SIZE = 4,
    VEDA_TRAIT_FALLBACK = 5,
    VEDA_TRAIT_FB_DATA = 6,
    VEDA_TRAIT_PINNED = 7,
    VEDA_TRAIT_PARTITION = 8,
    VEDA_TRAIT_PIN_DEVICE = 9, /* this and the next of 6.0 */
    VEDA_TRAIT_PREFERRED_DEVICE = 10,
    VEDA_TRAIT_DEVICE_ACCESS = 11,
    VEDA_TRAIT_TARGET_ACCESS = 12,
    VEDA_TRAIT_ATOMIC_SCOPE = 13,
    VEDA_TRAIT_PART_SIZE = 14,
    VEDA_TRAIT_COUNT
};

/* omp_alloctrait_value_t */
enum {
    VEDA_VALUE_FALSE = 0,
    VEDA_VALUE_TRUE = 1,
    VEDA_VALUE_DEFAULT_5_0 = 2, /* what OpenMP 5.0 headers call default */
    VEDA_VALUE_CONTENDED = 3,
    VEDA_VALUE_UNCONTENDED = 4,
    VEDA_VALUE_SERIALIZED = 5,
    VEDA_VALUE_PRIVATE = 6,
    VEDA_VALUE_ALL_5 = 7, /* `all` before OpenMP 6.0, `device` since */
    VEDA_VALUE_THREAD = 8,
    VEDA_VALUE_PTEAM = 9,
    VEDA_VALUE_CGROUP = 10,
    VEDA_VALUE_DEFAULT_MEM_FB = 11,
    VEDA_VALUE_NULL_FB = 12,
    VEDA_VALUE_ABORT_FB = 13,
    VEDA_VALUE_ALLOCATOR_FB = 14,
    VEDA_VALUE_ENVIRONMENT = 15,
    VEDA_VALUE_NEAREST = 16,
    VEDA_VALUE_BLOCKED = 17,
    VEDA_VALUE_INTERLEAVED = 18,
    VEDA_VALUE_ALL = 19,
    VEDA_VALUE_SINGLE = 20,
    VEDA_VALUE_MULTIPLE = 21,
    VEDA_VALUE_MEMSPACE = 22,
};
#define VEDA_VALUE_DEFAULT UINTPTR_MAX

/* ABI: omp_alloctrait_t of every header. */
struct veda_trait {
    int key;
    uintptr_t value;
};

/* A new allocator of that space with those traits, the others as 5.2, table 6.2 says.
 * VEDA_ALLOCATOR_NULL where a trait or its value is unknown, or cannot be had; and, said once,
 * where there are too many allocators or no memory for one. The caller destroys it. */
uintptr_t veda_allocator_new(uintptr_t space, int ntraits, const struct veda_trait *traits);

/* The same from a memory space and its traits in words, as OMP_ALLOCATOR has them: allocator_text.c. */
uintptr_t veda_allocator_from_text(const char *text);

/* Of a predefined one and of NULL: nothing. Blocks of it must have been freed before. */
void veda_allocator_destroy(uintptr_t allocator);

/* def-allocator-var of the calling task (5.2, 2.4): what a NULL allocator stands for; never NULL
 * itself. Set to NULL it becomes the default one. */
uintptr_t veda_allocator_default(void);
void veda_allocator_set_default(uintptr_t allocator);

/* The predefined allocator of a predefined space; VEDA_ALLOCATOR_NULL: the host has no such
 * space. */
uintptr_t veda_allocator_of_space(uintptr_t space);

/* The other way round; VEDA_SPACE_NULL: no space has that one alone. */
uintptr_t veda_space_of_allocator(uintptr_t allocator);

/* Storage resources of a space: the memory nodes that its blocks come from, of those that the process may use now.
 * They have numbers from 0 in the order of the system's. 0: the host has no such space. */
int veda_space_resources(uintptr_t space);

/* The space that has these n of its resources alone; the order and what is named twice do not matter. The same
 * resources are the same space, and all of them are the space itself. VEDA_SPACE_NULL: no such space, none, or no such
 * resource. Nobody has to give it back. */
uintptr_t veda_space_part(uintptr_t space, int n, const int *resources);

/* Its pages; 0: the host has no such space. */
size_t veda_space_page_bytes(uintptr_t space);

/* A block of `bytes`, aligned to `alignment`, to the allocator's and to a pointer's, zeroed if
 * asked. Where the allocator has none, what its fallback says: NULL, another allocator, or the end
 * of the program. NULL too for no bytes and for an alignment that is no power of 2. */
void *veda_memory_alloc(uintptr_t allocator, size_t alignment, size_t bytes, bool zeroed);

/* The same without an alignment of the caller's, not zeroed. */
void *veda_memory_get(uintptr_t allocator, size_t bytes);

/* A block from `allocator` that begins as p did, p then being free. Of two allocators given as NULL
 * one is as the other, both are p's own. p NULL: a new block. No bytes: frees p. NULL when there is
 * none, and p stays. */
void *veda_memory_realloc(void *p, size_t bytes, uintptr_t allocator, uintptr_t free_allocator);

/* Frees a block of any allocator; NULL is none. Threads that OpenMP has not seen may do it, too. */
void veda_memory_free(void *p);

/* What an allocator has given out: each figure with heads and rounding. Threads count for
 * themselves, so the peak is exact but for what each has got or freed since it last told, a few
 * hundred KiB a thread. */
struct veda_memory_stats {
    uint64_t blocks, bytes; /* now */
    uint64_t peak_bytes;
    uint64_t blocks_ever;
    uint64_t fallbacks;     /* times that it had nothing and its fallback was taken */
};

/* False: there is no such allocator. */
bool veda_memory_stats(uintptr_t allocator, struct veda_memory_stats *stats);

#endif
