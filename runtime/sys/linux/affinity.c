/* Affinity on Linux. The kernel refuses a mask smaller than its own with EINVAL and tells its size
 * nowhere: it is found by growing, once. */
#include "runtime/sys/affinity.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/thread.h"

struct veda_cpuset {
    size_t bytes;
    cpu_set_t mask[]; /* of that many bytes, which need not be a multiple of a cpu_set_t */
};

static size_t mask_bytes(void)
{
    static size_t known;
    size_t bytes = ld_rlx(&known); /* hint: everybody finds the same */
    if (bytes)
        return bytes;
    for (int cpus = CPU_SETSIZE; cpus <= 1 << 20; cpus *= 4) {
        bytes = CPU_ALLOC_SIZE((size_t)cpus);
        cpu_set_t *mask = CPU_ALLOC((size_t)cpus);
        if (!mask)
            break;
        int err = sched_getaffinity(0, bytes, mask) ? errno : 0;
        CPU_FREE(mask);
        if (err != EINVAL)
            break;
    }
    st_rlx(&known, bytes); /* hint */
    return bytes;
}

struct veda_cpuset *veda_cpuset_new(void)
{
    size_t bytes = mask_bytes();
    struct veda_cpuset *set = calloc(1, sizeof *set + bytes);
    if (set)
        set->bytes = bytes;
    return set;
}

int veda_cpu_limit(void)
{
    long n = sysconf(_SC_NPROCESSORS_CONF);
    long most = (long)mask_bytes() * 8;
    return n < 1 ? 1 : n > most ? (int)most : (int)n;
}

static bool in_range(const struct veda_cpuset *set, int cpu)
{
    return cpu >= 0 && (size_t)cpu < set->bytes * 8;
}

bool veda_cpuset_has(const struct veda_cpuset *set, int cpu)
{
    return in_range(set, cpu) && CPU_ISSET_S((size_t)cpu, set->bytes, set->mask);
}

void veda_cpuset_add(struct veda_cpuset *set, int cpu)
{
    if (in_range(set, cpu))
        CPU_SET_S((size_t)cpu, set->bytes, set->mask);
}

void veda_cpuset_remove(struct veda_cpuset *set, int cpu)
{
    if (in_range(set, cpu))
        CPU_CLR_S((size_t)cpu, set->bytes, set->mask);
}

int veda_cpuset_count(const struct veda_cpuset *set)
{
    return CPU_COUNT_S(set->bytes, set->mask);
}

bool veda_cpuset_same(const struct veda_cpuset *a, const struct veda_cpuset *b)
{
    return !memcmp(a->mask, b->mask, a->bytes);
}

int veda_affinity_get(struct veda_cpuset *set)
{
    return sched_getaffinity(0, set->bytes, set->mask) ? errno : 0;
}

int veda_affinity_set(const struct veda_cpuset *set)
{
    return sched_setaffinity(0, set->bytes, set->mask) ? errno : 0;
}

static struct veda_cpuset *kept;

/* Of a process that has bound no thread yet: the calling thread's mask, unless another runtime has narrowed it. */
static int unbound(struct veda_cpuset *set)
{
    if (!veda_initial_mask_counts())
        return veda_affinity_get(set);
    memset(set->mask, 0, set->bytes);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (veda_initial_mask_has(cpu))
            veda_cpuset_add(set, cpu);
    return 0;
}

const struct veda_cpuset *veda_affinity_keep(void)
{
    struct veda_cpuset *set = ld_acq(&kept); /* [AFFINITY-KEPT] */
    if (set)
        return set;
    struct veda_cpuset *fresh = veda_cpuset_new();
    if (!fresh || unbound(fresh) || !cas_acq_rel(&kept, &set, fresh)) { /* [AFFINITY-KEPT] */
        free(fresh);
        return set;
    }
    return fresh;
}

const struct veda_cpuset *veda_affinity_kept(void)
{
    return ld_acq(&kept); /* [AFFINITY-KEPT] */
}

static const struct veda_cpuset *chosen;

void veda_affinity_choose(const struct veda_cpuset *set)
{
    st_rel(&chosen, set); /* [AFFINITY-KEPT] */
}

/* False: nothing has been chosen or kept. */
static bool settled(struct veda_cpuset *set)
{
    const struct veda_cpuset *all = ld_acq(&chosen); /* [AFFINITY-KEPT] */
    if (!all)
        all = veda_affinity_kept();
    if (all)
        memcpy(set->mask, all->mask, all->bytes);
    return all;
}

int veda_affinity_process(struct veda_cpuset *set)
{
    return settled(set) ? 0 : unbound(set);
}

int veda_affinity_initial(struct veda_cpuset *set)
{
    if (settled(set))
        return 0;
    bool unread = veda_initial_mask_counts() || sched_getaffinity(getpid(), set->bytes, set->mask);
    return unread ? unbound(set) : 0;
}
