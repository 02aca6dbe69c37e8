/* The policies of placement.h. T is the number of threads and P the number of places of the partition
 * throughout, as in the specification; positions count from the partition's first place, steps from the
 * primary's, with wrap-around. Every function is called once a thread, so each finds its answer without
 * looking at the threads before it. */
#include "numa/placement.h"

#include "runtime/base/assert.h"

static int position(const struct veda_team_placement *team)
{
    return team->place - team->partition.first;
}

static int step_from(const struct veda_team_placement *team, int from, int steps)
{
    int p = team->partition.n;
    return team->partition.first + (int)(((int64_t)from + steps) % p);
}

/* T > P: how many steps from the primary's place thread tid is. Each place has each = floor(T/P) threads, and
 * rest = T mod P of them one more. */
static int step_crowded(const struct veda_team_placement *team, int tid)
{
    int p = team->partition.n, each = team->nthreads / p, rest = team->nthreads % p;
    if (team->rest == VEDA_REST_ROUND)
        return tid < each * p ? tid / each : tid - each * p;
    if (!rest)
        return tid / each;
    /* The places with one more are `gap` apart, the primary's is the first; so the list is `rest` blocks of gap
     * places with gap * each + 1 threads, and what follows has `each` to a place. gap * rest <= P. */
    int gap = p / rest, block = gap * each + 1;
    if (tid >= rest * block)
        return rest * gap + (tid - rest * block) / each;
    int in_block = tid % block;
    return tid / block * gap + (in_block ? (in_block - 1) / each : 0);
}

/* T <= P: part k of the T that the partition is divided into. The first P mod T have one place more. */
static struct veda_partition part(const struct veda_team_placement *team, int k)
{
    int p = team->partition.n, t = team->nthreads, each = p / t, larger = p % t;
    return (struct veda_partition){
        .first = team->partition.first + k * each + (k < larger ? k : larger),
        .n = each + (k < larger),
    };
}

/* Which of these parts the primary's place is in. */
static int part_of_primary(const struct veda_team_placement *team)
{
    int p = team->partition.n, t = team->nthreads, each = p / t, larger = p % t;
    int in_larger = larger * (each + 1), at = position(team);
    return at < in_larger ? at / (each + 1) : larger + (at - in_larger) / each;
}

static void spread(const struct veda_team_placement *team, int tid, int *place,
                   struct veda_partition *partition)
{
    if (team->nthreads > team->partition.n) {
        *place = step_from(team, position(team), step_crowded(team, tid));
        *partition = (struct veda_partition){*place, 1};
        return;
    }
    int k = (int)(((int64_t)part_of_primary(team) + tid) % team->nthreads);
    *partition = part(team, k);
    *place = tid ? partition->first : team->place;
}

/* The first T mod C of the C groups have a thread more than the others, and a group's threads take its places
 * in turn. A partition that cuts a group has groups of one place. */
static int balanced(const struct veda_team_placement *team, int tid)
{
    bool whole = team->partition.first % team->group == 0 && team->partition.n % team->group == 0;
    int size = whole ? team->group : 1, groups = team->partition.n / size;
    int each = team->nthreads / groups, larger = team->nthreads % groups, in_larger = larger * (each + 1);
    int group, turn;
    if (tid < in_larger)
        group = tid / (each + 1), turn = tid % (each + 1);
    else
        group = larger + (tid - in_larger) / each, turn = (tid - in_larger) % each;
    int at = position(team), own_group = at / size, own_turn = at % size;
    group = (own_group + group) % groups;
    turn = (int)(((int64_t)own_turn + turn) % size);
    return team->partition.first + group * size + turn;
}

void veda_placement(const struct veda_team_placement *team, int tid, int *place,
                    struct veda_partition *partition)
{
    VEDA_ASSERT(tid >= 0 && tid < team->nthreads && team->partition.n > 0);
    VEDA_ASSERT(position(team) >= 0 && position(team) < team->partition.n);
    *partition = team->partition;
    switch (team->policy) {
    case VEDA_PLACE_SPREAD:
        spread(team, tid, place, partition);
        break;
    case VEDA_PLACE_CYCLE:
        *place = step_from(team, position(team), tid);
        break;
    case VEDA_PLACE_BALANCED:
        *place = balanced(team, tid);
        break;
    case VEDA_PLACE_TRUE:
    case VEDA_PLACE_CLOSE:
        *place = step_from(team, position(team),
                           team->nthreads > team->partition.n ? step_crowded(team, tid) : tid);
        break;
    default:
        *place = team->place;
        break;
    }
}
