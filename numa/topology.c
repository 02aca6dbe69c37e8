/* See topology.h. The topologies are made under one lock, each once; the fast path is an acquire load. */
#include "numa/topology.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "numa/module.h"
#include "runtime/base/atomics.h"
#include "runtime/base/log.h"
#include "runtime/sys/affinity.h"
#include "runtime/sys/module.h"
#include "runtime/sys/thread.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct veda_topology *plain, *full, *unrestricted;
static struct veda_cpuset *initial; /* the mask that the process came with; with plain */

static void *obtain(size_t n, size_t bytes)
{
    void *piece = calloc(n ? n : 1, bytes);
    if (!piece)
        veda_fatal("no memory for the machine's topology");
    return piece;
}

/* The processors that the process may use by number, those that are offline or hidden from it left out. A mask
 * that can't be read leaves processor 0. */
static struct veda_topology *make_plain(void)
{
    static const struct veda_core_kind only = {.efficiency = -1};
    struct veda_topology *t = obtain(1, sizeof *t);
    veda_initial_mask_restore();
    initial = veda_cpuset_new();
    if (!initial)
        veda_fatal("no memory for the machine's topology");
    if (veda_affinity_process(initial))
        veda_cpuset_add(initial, 0);
    int limit = veda_cpu_limit();
    for (int cpu = 0; cpu < limit; cpu++)
        t->n += veda_cpuset_has(initial, cpu);
    t->processor = obtain((size_t)t->n, sizeof *t->processor);
    for (int cpu = 0, i = 0; cpu < limit; cpu++)
        if (veda_cpuset_has(initial, cpu)) {
            t->processor[i] = (struct veda_processor){
                .cpu = cpu,
                .unit = {[VEDA_SHARE_THREAD] = i,
                         [VEDA_SHARE_CORE] = i,
                         [VEDA_SHARE_CACHE] = i,
                         [VEDA_SHARE_SOCKET] = i},
            };
            i++;
        }
    for (int sharing = 0; sharing < VEDA_SHARINGS; sharing++)
        t->units[sharing] = sharing == VEDA_SHARE_NODE || sharing == VEDA_SHARE_MACHINE ? 1 : t->n;
    t->kinds = 1;
    t->kind = &only;
    t->real = true;
    return t;
}

static bool in_mask(int cpu, void *arg)
{
    (void)arg;
    return veda_cpuset_has(initial, cpu);
}

static bool any(int cpu, void *arg)
{
    (void)cpu, (void)arg;
    return true;
}

/* The module's function; or why there is none. */
static struct {
    veda_topology_fill_fn *fill;
    const char *why;
    bool opened;
} module;

/* Read while the loader is at work for us. Any number may be: one may be waiting for the loader, and the one whom the
 * loader runs come here. Written around a fork: in the child nobody would give the loader's lock back. */
static pthread_rwlock_t opening = PTHREAD_RWLOCK_INITIALIZER;
static uintptr_t writer; /* pthread_self() of the one who forks and has it; 0: nobody */

/* A second at most: a constructor may fork, and the loader be kept for who opens by nobody but that. */
static void before_fork(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    if (pthread_rwlock_clockwrlock(&opening, CLOCK_MONOTONIC, &until) == 0)
        st_rlx(&writer, (uintptr_t)pthread_self()); /* owner */
}

static void after_fork_parent(void)
{
    if (ld_rlx(&writer) != (uintptr_t)pthread_self()) /* owner */
        return;
    st_rlx(&writer, (uintptr_t)0); /* owner */
    pthread_rwlock_unlock(&opening);
}

static void after_fork_child(void)
{
    st_rlx(&writer, (uintptr_t)0); /* owner */
    pthread_rwlock_init(&opening, NULL); /* its writer was a thread of the parent */
}

/* Before the program's own handlers: what these wait for may be waiting for the loader. */
__attribute__((constructor(104))) static void watch_forks(void)
{
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
}

void veda_topology_open(void)
{
    if (ld_acq(&module.opened)) /* [TOPOLOGY-MADE] */
        return;
    int cancel_state;
    char *why = NULL;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    pthread_rwlock_rdlock(&opening);
    void *symbol = veda_module_symbol(VEDA_TOPOLOGY_MODULE, VEDA_TOPOLOGY_FILL, &why);
    pthread_mutex_lock(&lock);
    if (!ld_rlx(&module.opened)) { /* locked */
        memcpy(&module.fill, &symbol, sizeof symbol); /* ISO C has no cast from one to the other */
        module.why = symbol || why ? why : "no memory";
        st_rel(&module.opened, true); /* [TOPOLOGY-MADE] */
    } else {
        free(why);
    }
    pthread_mutex_unlock(&lock);
    pthread_rwlock_unlock(&opening);
    pthread_setcancelstate(cancel_state, NULL);
}

/* By the module; the plain one again, with the reason, where that cannot be. */
static struct veda_topology *make_full(bool (*may_use)(int, void *))
{
    struct veda_topology *t = obtain(1, sizeof *t);
    const char *why = module.why;
    if (module.fill) {
        why = module.fill(&(struct veda_topology_wish){.bytes = VEDA_TOPOLOGY_BYTES, .may_use = may_use}, t);
        if (!why)
            return t;
    }
    *t = *ld_rlx(&plain); /* locked */
    t->why = why;
    return t;
}

/* What *where has; if it is empty yet, the module's with those processors, or the plain one without a filter. */
static const struct veda_topology *once(struct veda_topology **where, bool (*may_use)(int, void *))
{
    struct veda_topology *t = ld_acq(where); /* [TOPOLOGY-MADE] */
    if (likely(t))
        return t;
    if (may_use) {
        veda_topology_plain(); /* the mask, before anything else */
        veda_topology_open();
    }
    pthread_mutex_lock(&lock);
    t = ld_rlx(where); /* locked */
    if (!t) {
        t = may_use ? make_full(may_use) : make_plain();
        st_rel(where, t); /* [TOPOLOGY-MADE] */
    }
    pthread_mutex_unlock(&lock);
    return t;
}

const struct veda_topology *veda_topology_plain(void)
{
    return once(&plain, NULL);
}

const struct veda_topology *veda_topology(void)
{
    return once(&full, in_mask);
}

const struct veda_topology *veda_topology_unrestricted(void)
{
    return once(&unrestricted, any);
}

const struct veda_processor *veda_topology_processor(const struct veda_topology *t, int cpu)
{
    for (int i = 0; i < t->n; i++)
        if (t->processor[i].cpu == cpu)
            return &t->processor[i];
    return NULL;
}

const struct veda_memory_node *veda_topology_memory(const struct veda_topology *t, const struct veda_processor *p)
{
    const struct veda_memory_node *best = NULL;
    for (int i = 0; i < t->nodes; i++)
        if (t->node[i].local == p->unit[VEDA_SHARE_NODE] && (!best || t->node[i].kind < best->kind))
            best = &t->node[i];
    return best;
}

enum veda_sharing veda_topology_shared(const struct veda_processor *a, const struct veda_processor *b)
{
    int sharing = VEDA_SHARE_THREAD;
    if (!a || !b)
        return VEDA_SHARE_MACHINE;
    while (sharing < VEDA_SHARE_MACHINE && a->unit[sharing] != b->unit[sharing])
        sharing++;
    return sharing;
}
