/* Threadprivate data of compilers that do not use thread-local storage for it (5.2, 5.2,
 * threadprivate Directive): every thread but one gets a copy of the variable when it first asks,
 * found again by the variable's address. gcc, and clang by default, use thread-local storage and
 * never come here.
 *
 * The one thread is the owner, the first initial thread of the process to touch any such variable:
 * it uses the variable itself. Copies are made by the registered constructor, else by the copy
 * constructor or memcpy from the image that the variable had when the first thread touched it, so
 * that what the owner writes later does not show. Destructors run when the thread ends, newest copy
 * first.
 *
 * A cache is an array indexed by thread number that compiled code may read without us. It is
 * replaced by a larger one when thread numbers outgrow it, and never freed; a slot is NULL or the
 * copy of the thread with that number, whichever array it is in, so a slot lost in a replacement
 * costs one look-up. */
#ifndef VEDA_THREADPRIVATE_H
#define VEDA_THREADPRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/atomics.h"
#include "runtime/base/compiler.h"

struct veda_thread;

/* How copies come to be and end; any may be NULL. For an array of `count` objects the vec
 * members. */
struct veda_threadprivate_hooks {
    bool is_vec;
    size_t count;
    union {
        void *(*make)(void *copy);
        void *(*make_vec)(void *copy, size_t count);
    };
    union {
        void *(*make_from)(void *copy, void *image);
        void *(*make_from_vec)(void *copy, void *image, size_t count);
    };
    union {
        void (*end)(void *copy);
        void (*end_vec)(void *copy, size_t count);
    };
};

/* Says how copies of the variable at `original` are made. The first registration counts, and it
 * comes too late for copies already made. Thread-safe; out of memory is fatal. */
void veda_threadprivate_register(void *original, const struct veda_threadprivate_hooks *hooks);

/* Thread t's copy of the variable of that size, made if need be. Called by t itself. Never NULL:
 * out of memory, and a variable that grew since it was first seen, are fatal. */
void *veda_threadprivate_get(struct veda_thread *t, void *original, size_t bytes);

/* The same, and enters the copy in the cache that *cache points to, which it makes if need be. */
VEDA_COLD void *veda_threadprivate_get_cached(struct veda_thread *t, void *original, size_t bytes,
                                              void ***cache);

/* What a cache array is the tail of. */
struct veda_threadprivate_cache {
    struct veda_threadprivate_cache *older;
    int capacity;
    void *slot[];
};

/* The copy of the thread numbered gtid as *cache has it, or NULL. Called by that thread. */
VEDA_INLINE void *veda_threadprivate_cached(void ***cache, int gtid)
{
    void **slot = ld_acq(cache); /* [TP-CACHE] vs publication in threadprivate.c */
    if (unlikely(!slot))
        return NULL;
    struct veda_threadprivate_cache *c =
        veda_container_of(slot, struct veda_threadprivate_cache, slot);
    return likely(gtid < c->capacity) ? ld_rlx(&slot[gtid]) /* owner */ : NULL;
}

/* Every cache has slots for numbers below this. Read as a hint, written under the registry's
 * lock. */
extern int veda_threadprivate_capacity;
VEDA_COLD void veda_threadprivate_reserve_slow(int gtid);

/* The number gtid is about to be given to a thread: makes room in all caches first, for compiled
 * code indexes them unchecked. Thread-safe. */
VEDA_INLINE void veda_threadprivate_reserve(int gtid)
{
    if (unlikely(gtid >= ld_rlx(&veda_threadprivate_capacity))) /* hint: it only grows */
        veda_threadprivate_reserve_slow(gtid);
}

/* Thread t, the caller, ends or gives its data up: destructors, newest copy first, then the memory.
 * Before t's number goes to another thread. The owner's data are the variables themselves and
 * stay. */
void veda_threadprivate_thread_end(struct veda_thread *t);

/* In the child of a fork, before anything else runs there: forgets the copies of every thread but
 * the survivor (NULL: of all). */
void veda_threadprivate_reset_after_fork(struct veda_thread *survivor);

#endif
