/* See near.h. */
#include "numa/near.h"

#include <stdlib.h>

static const struct veda_processor *seat(const struct veda_team_placement *team,
                                         const struct veda_processor *const *at, int tid)
{
    int place;
    struct veda_partition partition;
    veda_placement(team, tid, &place, &partition);
    return at[place];
}

/* In two rounds: count who is how far, then put everybody where the counts say. */
int veda_near_order(const struct veda_team_placement *team, const struct veda_processor *const *at, int tid,
                    int *order)
{
    const struct veda_processor *mine = seat(team, at, tid);
    int count[VEDA_SHARINGS] = {0}, first[VEDA_SHARINGS], seen[VEDA_SHARINGS] = {0};
    for (int i = 0; i < team->nthreads; i++)
        if (i != tid)
            count[veda_topology_shared(mine, seat(team, at, i))]++;
    for (int s = 0, next = 1; s < VEDA_SHARINGS; next += count[s++])
        first[s] = next;
    order[0] = tid;
    for (int i = 0; i < team->nthreads; i++) {
        if (i == tid)
            continue;
        enum veda_sharing s = veda_topology_shared(mine, seat(team, at, i));
        int m = count[s];
        order[first[s] + (seen[s]++ + m - tid % m) % m] = i;
    }
    return first[VEDA_SHARE_NODE + 1];
}

static int along(const void *a, const void *b)
{
    const struct veda_near *x = a, *y = b;
    return x->step != y->step ? (x->step > y->step) - (x->step < y->step) : x->tid - y->tid;
}

/* A topology's processors stand by position; those before thread 0's come after all that follow it. */
static void line_up(const struct veda_team_placement *team, const struct veda_processor *const *at,
                    struct veda_near *ring)
{
    const struct veda_processor *start = seat(team, at, 0);
    for (int i = 0; i < team->nthreads; i++) {
        const struct veda_processor *own = seat(team, at, i);
        ring[i] = (struct veda_near){.step = i == 0 ? 0 : own && start ? (size_t)(own - start) : SIZE_MAX, .tid = i};
    }
    qsort(ring, (size_t)team->nthreads, sizeof *ring, along);
}

/* Of each level there is one current group: ring[0 to count - 1].leader[level] are those of its threads that lead the
 * groups of the next lower level, or, at the lowest, all of them. */
void veda_near_tree(const struct veda_team_placement *team, const struct veda_processor *const *at, int fan,
                    struct veda_near *ring)
{
    enum { LOWEST = VEDA_SHARE_CACHE };
    int count[VEDA_SHARINGS];
    line_up(team, at, ring);
    for (int s = LOWEST; s < VEDA_SHARINGS; s++)
        ring[0].leader[s] = 0, count[s] = 1;
    const struct veda_processor *last = seat(team, at, ring[0].tid);
    for (int i = 1; i < team->nthreads; i++) {
        const struct veda_processor *own = seat(team, at, ring[i].tid);
        int level = (int)veda_topology_shared(last, own);
        level = level > LOWEST ? level : LOWEST;
        for (int s = LOWEST; s < level; s++)
            ring[0].leader[s] = i, count[s] = 1;
        int k = count[level]++;
        ring[k].leader[level] = i;
        ring[i].parent = ring[ring[(k - 1) / fan].leader[level]].tid;
        last = own;
    }
}
