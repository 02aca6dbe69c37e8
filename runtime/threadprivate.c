/* Copies of threadprivate variables and the caches in front of them: see threadprivate.h.
 *
 * registry   all variables ever touched or registered, by address; never shrinks
 * table      one thread's copies, by address of the original; only that thread touches it
 *
 * Invariant: a copy is in its thread's table before its constructor runs, so a constructor may use
 * it and any other variable; no lock is held then. registry.lock guards the registry, the caches
 * and where they are published; a variable's own lock guards its image. Order: the pool's lock,
 * registry.lock; a variable's lock is taken alone.
 *
 * What is known by its address must stay there: an object that has a variable or a cache's place is kept
 * loaded.
 *
 * Called by abi/kmpc/threadprivate.c and by pool.c when threads come and go. */
#include "runtime/threadprivate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/module.h"
#include "runtime/team.h"

enum {
    VARIABLES_HASHED = 1024,
    COPIES_HASHED = 128,
    CAPACITY_FIRST = 256,
    COPY_ALIGNED_MAX = 4096,
    END_PASSES = 4, /* destructors may make new copies: as often as PTHREAD_DESTRUCTOR_ITERATIONS */
};

/* A place where compiled code keeps the pointer to a cache. */
struct place {
    struct place *next;
    void ***cache;
    bool stays;
};

struct variable {
    struct variable *next; /* in its hash chain */
    void *original;
    bool stays;
    struct veda_threadprivate_hooks hooks;
    struct veda_threadprivate_cache *cache; /* newest */
    struct place *places;

    struct veda_mutex lock; /* of what follows */
    bool imaged;
    size_t bytes;
    void *image; /* NULL: zeroes, or none needed */
};

struct copy {
    struct copy *next; /* in its hash chain */
    struct copy *older;
    struct variable *variable;
    void *data; /* the owner's: the original */
};

struct table {
    struct copy *newest;
    struct copy *chain[COPIES_HASHED];
};

static struct {
    struct veda_mutex lock;
    struct variable *chain[VARIABLES_HASHED];
} registry;

int veda_threadprivate_capacity = CAPACITY_FIRST;

/* The owner's kernel id; 0: nobody has touched anything yet. */
static int owner;

static void *allocate(size_t bytes)
{
    void *p = calloc(1, bytes);
    if (!p)
        veda_fatal("out of memory (%zu bytes for threadprivate data)", bytes);
    return p;
}

/* n is a power of 2. The low bits of addresses are mostly zeroes. */
static size_t hash(const void *original, size_t n)
{
    return (size_t)(((uintptr_t)original >> 2) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (n - 1);
}

static bool owns_originals(const struct veda_thread *t)
{
    int who = ld_rlx(&owner); /* hint: t alone can make it itself */
    if (who == 0 && t->root && t->gtid == 0 && cas_rlx(&owner, &who, t->kernel_id)) /* counter */
        return true;
    return who == t->kernel_id;
}

/* --- variables -------------------------------------------------------------------------------- */

static struct variable *variable_locked(void *original)
{
    struct variable **chain = &registry.chain[hash(original, VARIABLES_HASHED)];
    for (struct variable *v = *chain; v; v = v->next)
        if (v->original == original)
            return v;
    struct variable *v = allocate(sizeof *v);
    v->original = original;
    v->next = *chain;
    *chain = v;
    return v;
}

/* The object with this address is to stay loaded, if t will see to it; no lock is held. A worker does not: the
 * primary of its team may be inside a constructor, with the loader's lock. So what no root ever uses may go.
 * t NULL: none of ours yet. */
static void keep_loaded(const struct veda_thread *t, const void *address, bool *stays)
{
    if (ld_rlx(stays) || (t && !t->root)) /* hint: twice does no harm */
        return;
    st_rlx(stays, true); /* hint */
    veda_module_keep(address);
}

void veda_threadprivate_register(void *original, const struct veda_threadprivate_hooks *hooks)
{
    veda_mutex_lock(&registry.lock);
    struct variable *v = variable_locked(original);
    if (!v->hooks.make && !v->hooks.make_from && !v->hooks.end)
        v->hooks = *hooks;
    veda_mutex_unlock(&registry.lock);
    keep_loaded(veda_self ? veda_self->thread : NULL, original, &v->stays);
}

static bool is_zero(const char *p, size_t bytes)
{
    return bytes == 0 || (*p == 0 && memcmp(p, p + 1, bytes - 1) == 0);
}

/* Takes the image of the original when the first thread comes. A copy constructor runs under the
 * variable's lock: it may touch other variables, not this one. */
static void take_image(struct variable *v, size_t bytes)
{
    veda_mutex_lock(&v->lock);
    if (!v->imaged) {
        v->imaged = true;
        v->bytes = bytes;
        if (!v->hooks.make && v->hooks.make_from) {
            v->image = allocate(bytes);
            if (v->hooks.is_vec)
                v->hooks.make_from_vec(v->image, v->original, v->hooks.count);
            else
                v->hooks.make_from(v->image, v->original);
        } else if (!v->hooks.make && !is_zero(v->original, bytes)) {
            v->image = allocate(bytes);
            memcpy(v->image, v->original, bytes);
        }
    }
    size_t known = v->bytes;
    veda_mutex_unlock(&v->lock);
    if (bytes > known)
        veda_fatal("threadprivate variable at %p has %zu bytes here and %zu elsewhere", v->original,
                   bytes, known);
}

/* --- copies ----------------------------------------------------------------------------------- */

/* At least as well aligned as the original is seen to be. */
static void *copy_memory(const struct variable *v)
{
    size_t alignment = (uintptr_t)v->original & -(uintptr_t)v->original;
    if (alignment < VEDA_CACHE_LINE)
        alignment = VEDA_CACHE_LINE;
    if (alignment > COPY_ALIGNED_MAX)
        alignment = COPY_ALIGNED_MAX;
    size_t bytes = (v->bytes + alignment - 1) / alignment * alignment;
    if (bytes == 0)
        bytes = alignment;
    void *p = aligned_alloc(alignment, bytes);
    if (!p)
        veda_fatal("out of memory (%zu bytes for threadprivate data)", bytes);
    memset(p, 0, bytes);
    return p;
}

static void construct(const struct variable *v, void *data)
{
    const struct veda_threadprivate_hooks *h = &v->hooks;
    if (h->make && h->is_vec)
        h->make_vec(data, h->count);
    else if (h->make)
        h->make(data);
    else if (h->make_from && h->is_vec)
        h->make_from_vec(data, v->image, h->count);
    else if (h->make_from)
        h->make_from(data, v->image);
    else if (v->image)
        memcpy(data, v->image, v->bytes);
}

static void end(const struct variable *v, void *data)
{
    const struct veda_threadprivate_hooks *h = &v->hooks;
    if (h->end && h->is_vec)
        h->end_vec(data, h->count);
    else if (h->end)
        h->end(data);
}

void *veda_threadprivate_get(struct veda_thread *t, void *original, size_t bytes)
{
    struct table *table = t->threadprivate;
    if (!table)
        table = t->threadprivate = allocate(sizeof *table);
    struct copy **chain = &table->chain[hash(original, COPIES_HASHED)];
    for (struct copy *c = *chain; c; c = c->next)
        if (c->variable->original == original && bytes <= c->variable->bytes)
            return c->data;

    veda_mutex_lock(&registry.lock);
    struct variable *v = variable_locked(original);
    veda_mutex_unlock(&registry.lock);
    keep_loaded(t, original, &v->stays);
    take_image(v, bytes);

    bool original_itself = owns_originals(t);
    struct copy *c = allocate(sizeof *c);
    c->variable = v;
    c->data = original_itself ? original : copy_memory(v);
    c->next = *chain;
    *chain = c;
    c->older = table->newest;
    table->newest = c;
    if (!original_itself)
        construct(v, c->data);
    return c->data;
}

/* --- caches ----------------------------------------------------------------------------------- */

static struct veda_threadprivate_cache *cache_new_locked(struct variable *v, int capacity)
{
    struct veda_threadprivate_cache *c =
        allocate(sizeof *c + (size_t)capacity * sizeof *c->slot);
    c->capacity = capacity;
    c->older = v->cache;
    if (v->cache)
        for (int i = 0; i < v->cache->capacity; i++)
            c->slot[i] = ld_rlx(&v->cache->slot[i]); /* hint: a slot missed is looked up again */
    v->cache = c;
    for (struct place *p = v->places; p; p = p->next)
        st_rel(p->cache, c->slot); /* [TP-CACHE] the slots, and capacity in front of them */
    return c;
}

static struct place *publish_locked(struct variable *v, void ***cache)
{
    struct place *p = v->places;
    while (p && p->cache != cache)
        p = p->next;
    if (!p) {
        p = allocate(sizeof *p);
        p->cache = cache;
        p->next = v->places;
        v->places = p;
    }
    st_rel(cache, v->cache->slot); /* [TP-CACHE] */
    return p;
}

static void reserve_locked(int gtid)
{
    int capacity = ld_rlx(&veda_threadprivate_capacity); /* locked */
    if (gtid < capacity)
        return;
    while (gtid >= capacity)
        capacity *= 2;
    for (int i = 0; i < VARIABLES_HASHED; i++)
        for (struct variable *v = registry.chain[i]; v; v = v->next)
            if (v->cache)
                cache_new_locked(v, capacity);
    st_rlx(&veda_threadprivate_capacity, capacity); /* locked */
}

void veda_threadprivate_reserve_slow(int gtid)
{
    veda_mutex_lock(&registry.lock);
    reserve_locked(gtid);
    veda_mutex_unlock(&registry.lock);
}

void *veda_threadprivate_get_cached(struct veda_thread *t, void *original, size_t bytes,
                                    void ***cache)
{
    void *data = veda_threadprivate_get(t, original, bytes);
    veda_mutex_lock(&registry.lock);
    reserve_locked(t->gtid);
    struct variable *v = variable_locked(original);
    if (!v->cache)
        cache_new_locked(v, ld_rlx(&veda_threadprivate_capacity)); /* locked */
    st_rlx(&v->cache->slot[t->gtid], data); /* owner */
    struct place *p = publish_locked(v, cache);
    veda_mutex_unlock(&registry.lock);
    keep_loaded(t, cache, &p->stays);
    return data;
}

/* --- ends ------------------------------------------------------------------------------------- */

/* Compiled code does not find t's copy of v any more. */
static void forget(struct variable *v, const struct veda_thread *t)
{
    veda_mutex_lock(&registry.lock);
    if (v->cache && t->gtid < v->cache->capacity)
        st_rlx(&v->cache->slot[t->gtid], NULL); /* owner */
    veda_mutex_unlock(&registry.lock);
}

/* Out of the table and gone. Its destructor finds it there still. */
static void drop(struct veda_thread *t, struct copy *c, bool destructor)
{
    struct variable *v = c->variable;
    struct table *table = t->threadprivate;
    bool original_itself = c->data == v->original;
    if (destructor && !original_itself)
        end(v, c->data);
    struct copy **link = &table->chain[hash(v->original, COPIES_HASHED)];
    while (*link != c)
        link = &(*link)->next;
    *link = c->next;
    forget(v, t);
    if (!original_itself)
        free(c->data);
    free(c);
}

/* A pass ends the copies that there are. Their destructors may use older ones, which stand until
 * their turn, and may make new ones, which the next pass ends; the last passes call no
 * destructor. */
void veda_threadprivate_thread_end(struct veda_thread *t)
{
    struct table *table = t->threadprivate;
    if (!table)
        return;
    for (int pass = 0; table->newest; pass++) {
        struct copy *c = table->newest;
        table->newest = NULL;
        while (c) {
            struct copy *older = c->older;
            drop(t, c, pass < END_PASSES);
            c = older;
        }
    }
    t->threadprivate = NULL;
    free(table);
}

void veda_threadprivate_reset_after_fork(struct veda_thread *survivor)
{
    for (int i = 0; i < VARIABLES_HASHED; i++)
        for (struct variable *v = registry.chain[i]; v; v = v->next)
            for (int k = 0; v->cache && k < v->cache->capacity; k++)
                if (!survivor || k != survivor->gtid)
                    st_rlx(&v->cache->slot[k], NULL); /* owner: the child has one thread */
}
