/* Where threads sit: places put to work (5.2, 10.1.3 Controlling OpenMP Thread Affinity; 6.0, 12.1.3). What the
 * place list is and which place a policy gives to whom is numa/'s; here is who asks for it when, and the binding.
 *
 *   thread->place       what the native thread's mask is, as far as we have set it
 *   member->place       the place that its implicit task has, and member->partition its place-partition-var
 *   member->moves       the two differ: the thread binds itself before it runs the region
 *   team->placement     what the members' places were computed from; the same again costs a comparison
 *   member->near        whom it robs first, if it ever looks for others' work: found out when it first does
 *
 * A primary thread never moves at a fork: places of a team begin at its own. It gets that place, its seat, at the
 * first construct, or question, for which it matters (5.2, 21.1.7: a region or a task): the initial thread the first of
 * the list, another root one by its gtid, as libomp does (libgomp puts all of them on the first). It keeps it when the
 * region ends, and workers keep theirs in the pool. Who is to be bound nowhere gets the mask of all processors that the
 * process uses.
 *
 * A program that asks for no places has bind-var false in every task: it comes here never, but for a worker that
 * starts, and one byte that a fork looks at. The list is made by the first who needs it. */
#ifndef VEDA_BINDING_H
#define VEDA_BINDING_H

#include <stdbool.h>

#include "numa/placement.h"
#include "numa/places.h"
#include "runtime/base/compiler.h"
#include "runtime/team.h"

enum {
    VEDA_UNPLACED = -1,  /* a member: bound to no place; a thread: we have not set its mask */
    VEDA_ELSEWHERE = -2, /* a thread: bound by us, or started by one that is, but to no place in particular */
    VEDA_GIVEN_UP = -3,  /* a thread: the program has set its mask by a routine of ours, and keeps it */
};

/* The place list, made if nobody has yet; NULL: there is none. Fills a list, reads files and loads a module only
 * where the environment, which has been read, asks for places. Thread-safe, as all of these. */
const struct veda_places *veda_binding_places(void);

/* The machine, for who asks without there being places: veda_topology() so that forks wait for it. */
const struct veda_topology *veda_binding_topology(void);

/* Whether bind-var of that value binds: there is a list, and KMP_AFFINITY does not say no. Makes the list. */
bool veda_binding_binds(int bind);

/* Processors that the process uses, and has time on: those of its mask, or what KMP_HW_SUBSET or KMP_AFFINITY=norespect
 * make of it; there the list is made. */
int veda_binding_processors(void);

/* Whether the affinity routines of libomp are to know nothing (KMP_AFFINITY=disabled). Makes the list. */
bool veda_binding_disabled(void);

/* The place of the calling thread's implicit task; negative: it is bound to none. An initial task gets its seat. */
int veda_binding_place(struct veda_member *me);

/* place-partition-var of the same; n is 0 where there is no list. */
struct veda_partition veda_binding_partition(struct veda_member *me);

/* What threads are placed by: those of the innermost team around me of more than one, or, where there is none, those
 * of a team of nthreads that me would fork next without a clause. False: they are bound to no places. A root that has
 * none yet gets its seat. */
bool veda_binding_expected(struct veda_member *me, int nthreads, struct veda_team_placement *placement);

/* region.c, with the team at its size, where bind-var of the encountering task is not false or the team was placed
 * before: gives each member of the team that me forks for r its place. Members wait at the gate. */
void veda_binding_fork(struct veda_team *team, struct veda_member *me, const struct veda_region *r);

/* m's own thread, where m->moves. */
VEDA_COLD void veda_binding_move(struct veda_member *m);

/* me's order of its team's threads, from near to far, of which me->neighbours have their memory on one node. NULL: the
 * order is by number. The first look for others' work since the places have changed (me->nears is negative) makes it.
 * me's own thread. */
VEDA_COLD const int *veda_binding_order(struct veda_member *me);
VEDA_INLINE const int *veda_binding_near(struct veda_member *me)
{
    if (likely(!me->nears))
        return NULL;
    return likely(me->nears == me->team->nthreads) ? me->near : veda_binding_order(me);
}

/* When a member is freed. */
void veda_binding_near_free(struct veda_member *m);

/* The region of a placed team has ended for its primary m0. */
void veda_binding_left(struct veda_member *m0);

/* The agent me comes to its seat: it may run where its team's threads may. */
void veda_binding_agent(struct veda_member *me);

/* Team i of a league of n begins on me's thread: place and partition for its initial task. before: what
 * veda_binding_league_end() gives me back. threads: that the team may have at most. */
struct veda_seat_before {
    int place;
    struct veda_partition partition;
};
void veda_binding_league(struct veda_member *me, int i, int n, int threads, const struct veda_seat_before *before);
void veda_binding_league_end(struct veda_member *me, const struct veda_seat_before *before);

/* The program has set the mask of me's thread itself: the thread has no place, and its current task binds nobody.
 * Members further out keep theirs to place teams by; the thread goes back to none of them. A worker is bound again
 * when a team gives it another place. */
void veda_binding_given_up(struct veda_member *me);

/* A thread about to be started inherits its creator's mask: what its place is then. */
int veda_binding_inherited(void);

/* In the child of a fork, me its only thread's member (NULL: no thread of ours): it has the mask that the process
 * had before, and no place until a region gives it one. */
void veda_binding_after_fork(struct veda_member *me);

#endif
