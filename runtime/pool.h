/* The process-wide pool: every native thread known, the idle workers, and the teams they are lent to.
 * Internal to pool.c and region.c; the rest sees team.h. */
#ifndef VEDA_POOL_H
#define VEDA_POOL_H

#include "runtime/affinity_display.h"
#include "runtime/binding.h"
#include "runtime/team.h"

/* A team of me's with n threads, me's thread as primary: the hot one, brought to that size. Fewer when
 * no more threads can be had (one warning a process); 1 means that me goes alone. */
struct veda_team *veda_team_for(struct veda_member *me, int n);

/* me's team of one for a serialised region. */
struct veda_team *veda_team_solo(struct veda_member *me);

/* me's initial team for target regions on the host: one member, level 0, ICVs as last left. */
struct veda_team *veda_team_initial(struct veda_member *me);

/* Lends an idle worker, or a new one, to me's team as the free agent in seat member[nthreads + seat], which is the
 * caller's to give. Where the process has as many agents as it may, the next one that leaves its team comes. False:
 * no thread can be had. */
bool veda_pool_lend_agent(struct veda_member *me, int seat);

/* The same on the terms that the seat had before. False also if nobody has ever been called to it. The caller holds the
 * lock of the team's tasks. */
bool veda_pool_lend_agent_again(struct veda_team *team, int seat);

/* Agents that have not come to team yet need not: their seats, a bit each. */
uint64_t veda_pool_agents_uncalled(struct veda_team *team);

/* One thread more, or less, in a contention group that may have `limit`; false: no more are allowed. region.c, where
 * threads are counted. */
bool veda_group_enter(uint32_t *group, int limit);
void veda_group_leave(uint32_t *group);

/* The agent me, on its own thread, gives up the teams that it has kept for further regions. */
void veda_pool_agent_drops(struct veda_member *me);

/* The agent me, on its own thread, is idle again, or called elsewhere, but for what it still does with the seat. The
 * caller holds the lock of the team's tasks. */
void veda_pool_agent_leaves(struct veda_member *me);

/* Every member calls it when a region starts: its implicit task and counters as the team says. */
VEDA_INLINE void veda_member_start(struct veda_member *m, struct veda_team *team)
{
    m->work_seq = team->work_seq;
    m->single_seq = m->single_seen = team->single_seq;
    m->implicit.icvs = &team->icvs;
    m->implicit.below = team->primary ? team->primary->task : NULL;
    m->implicit.group = NULL;
    m->implicit.site = team->site;
    m->kin.kind = NULL;
    m->block = 0;
    m->task = &m->implicit;
    if (unlikely(m->moves))
        veda_binding_move(m);
    if (unlikely(veda_global.display_affinity))
        veda_affinity_display(m);
}

/* Has the team run call(member) once on every member, outside of any region. Primary's thread only. */
void veda_team_visit(struct veda_team *team, veda_call call, void *arg);

/* Returns when no member of the team looks for tasks of its last region any more: some may still as they wait for the
 * next. Before what they look by is changed: members, places. Primary's thread only, between regions. */
void veda_team_settle(struct veda_team *team);

/* The end of me's thread in the child of a fork that it made as a worker or agent, when what it was doing is done: its
 * process is this thread and the workers that it has started since, who end as well. */
VEDA_COLD _Noreturn void veda_pool_end_orphan(struct veda_member *me);

#endif
