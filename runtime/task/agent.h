/* Free agents (6.0, 2.6 Threads; 14.8 threadset Clause; 14.14 Task Scheduling): workers that take tasks of a team
 * they are no threads of. Only tasks with threadset(omp_pool) are for them, pooled tasks here.
 *
 * An agent sits in a seat beyond the team's threads: member[nthreads + k], with a deque and a tally like any member.
 * So tasks move between it and the team as they do between threads of the team, and only who looks for work has to
 * know that there are more seats than threads. It takes part in tasks alone: no barrier counts it, and it leaves
 * when it has found no work for a while, or when the region ends.
 *
 * How many a team may have: veda_agents_most(). Protocol and orderings: README.md. */
#ifndef VEDA_TASK_AGENT_H
#define VEDA_TASK_AGENT_H

#include "runtime/team.h"

/* What omp_get_thread_num() says there: omp_unassigned_thread (6.0, 20.1), LLVM's number. */
enum { VEDA_UNASSIGNED_THREAD = -2 };

/* Whether me sits in a seat beyond its team's threads. */
VEDA_INLINE bool veda_is_agent(const struct veda_member *me)
{
    return me->tid >= me->team->nthreads;
}

/* Members of the team that may have tasks, threads and agents: member[0] to member[seats - 1]. */
VEDA_INLINE int veda_team_seats(const struct veda_team *team)
{
    return team->nthreads + (int)ld_acq(&team->tasks.agents); /* [AGENT-SEAT] */
}

/* Agents that me's team may have at a time, as long as me's thread asks for them: processors that neither this team
 * nor those around it have threads for, or what OMP_THREADS_RESERVE reserves, within free-agent-thread-limit-var
 * (6.0, 4.3.10). */
int veda_agents_most(const struct veda_member *me);

/* Threads that a pooled task of me's may run on. */
VEDA_INLINE int veda_agents_among(const struct veda_member *me)
{
    return me->team->nthreads + veda_agents_most(me);
}

/* Whether agent me may run a task on the spot that is the team's alone: when as many as a queue holds wait for it, or
 * when me keeps it. */
VEDA_COLD bool veda_agent_may_include(struct veda_member *me);

VEDA_COLD bool veda_agent_keeps_slow(const struct veda_member *me);

/* Whether me is an agent in a taskgroup with reduction items that it has opened: there is a copy for each thread of the
 * team, none for agents; me takes the first one, and nobody else gets a task of the group. As long as that lasts
 * omp_get_thread_num() is 0 there, since gcc's code finds the copy by it. */
VEDA_INLINE bool veda_agent_keeps(const struct veda_member *me)
{
    return unlikely(veda_is_agent(me)) && veda_agent_keeps_slow(me);
}

/* me's innermost taskgroup has got items, or me has left one: settles me's number. */
VEDA_INLINE void veda_agent_renumber(struct veda_member *me)
{
    if (unlikely(veda_is_agent(me)))
        me->number = veda_agent_keeps_slow(me) ? 0 : VEDA_UNASSIGNED_THREAD;
}

/* The place of me's copy among those of the team's threads. */
VEDA_INLINE int veda_reduction_place(const struct veda_member *me)
{
    return unlikely(veda_is_agent(me)) ? 0 : me->tid;
}

/* me has pushed a pooled task and fenced: sees to it that an agent finds it, if one more may be had. */
void veda_agents_call(struct veda_member *me);

/* The same for a pooled task that has been listed under the team's lock by whoever made it ready, a foreign thread
 * perhaps: an agent comes on the terms of the last call by a thread of the team, if there was one. */
void veda_agents_recall_locked(struct veda_team *team);

/* A worker's stay in the seat me, from its coming to its leaving. me is not to be touched afterwards. */
void veda_agent_serve(struct veda_member *me);

VEDA_COLD void veda_agents_dismiss_slow(struct veda_member *me);

/* Returns when no agent sits in me's team any more. No task of it is incomplete, and nobody makes one. */
VEDA_INLINE void veda_agents_dismiss(struct veda_member *me)
{
    if (unlikely(ld_rlx(&me->team->tasks.agents_most))) /* only tasks made it so, and they are complete */
        veda_agents_dismiss_slow(me);
}

#endif
