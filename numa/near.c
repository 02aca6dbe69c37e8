/* The order of near.h, in two rounds: count who is how far, then put everybody where the counts say. */
#include "numa/near.h"

static const struct veda_processor *seat(const struct veda_team_placement *team,
                                         const struct veda_processor *const *at, int tid)
{
    int place;
    struct veda_partition partition;
    veda_placement(team, tid, &place, &partition);
    return at[place];
}

void veda_near_order(const struct veda_team_placement *team, const struct veda_processor *const *at, int tid,
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
}
