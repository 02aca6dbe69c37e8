/* What the files of runtime/task share. Inside this room only. */
#ifndef VEDA_TASK_KIN_H
#define VEDA_TASK_KIN_H

#include "runtime/base/chaos.h"
#include "runtime/task/agent.h"
#include "runtime/task/group.h"
#include "runtime/task/included.h"
#include "runtime/task/task.h"
#include "runtime/team.h"

/* --- kin.c: who waits for whom, and who frees what --------------------------------------------------- */

/* The kin of t's children, made when there is none yet. t runs on me, or is suspended below what does. */
struct veda_kin *veda_kin_of(struct veda_member *me, struct veda_task *t);

/* t's body has ended on me: its kin, if it has one, lives on only for children that are not complete, and for
 * `more` further completions to come (veda_kin_child_done). True: nobody needs the kin any more, its block is
 * the caller's. */
bool veda_kin_close(struct veda_kin *kin, uint64_t more);

/* me begins or goes on with kin's task, which has no children: what it pushes from now on, they will have pushed. Only
 * a task with a kin looks for work, so nobody misses the floor before. unseat: it ends, or parks. */
VEDA_INLINE void veda_kin_seat(struct veda_kin *kin, struct veda_member *me)
{
    st_rlx(&kin->runner, me); /* owner: published with the first child */
    kin->resume_floor = me->floor;
    me->floor = ld_rlx(&me->deque.bottom); /* owner */
}

VEDA_INLINE void veda_kin_unseat(struct veda_kin *kin)
{
    ld_rlx(&kin->runner)->floor = kin->resume_floor; /* owner */
    st_rlx(&kin->runner, NULL);                      /* owner: nobody else compares equal */
}

/* A child is complete. me: the calling thread's member in the child's team, or NULL. */
void veda_kin_child_done(struct veda_kin *kin, struct veda_member *me, struct veda_team *team);

/* Whether no child is incomplete. Runner only; if so, all they did is visible. */
VEDA_INLINE bool veda_kin_is_quiet(const struct veda_kin *kin)
{
    uint64_t remote = ld_acq(&kin->remote); /* [TASK-DONE] */
    return 2 * kin->children == (remote & ~(uint64_t)VEDA_KIN_ASLEEP);
}

/* Generations upward that a task in the team's list may be from whoever waits for it. */
enum { VEDA_LIST_WALK = 4096 };

/* --- find.c: what to run next -------------------------------------------------------------------------- */

/* Looks for tasks without success, before one into others' mailboxes. */
enum { VEDA_FRUITLESS = 32 };

/* What a thread that waits inside a task may run: descendants of that task (5.2, 12.9). */
struct veda_scope {
    bool pooled;                           /* pooled ones alone: it is a free agent */
    const struct veda_kin *kin;            /* of the waiting task's children; NULL: any task */
    const struct veda_taskgroup *group;    /* or NULL: tasks in it descend from the waiting task, too */
};

/* A task to run now, or NULL. scope NULL: any. It is the caller's. */
struct veda_deferred *veda_task_find(struct veda_member *me, const struct veda_scope *scope);

/* d is ready and may be begun by anybody. me's task is its parent, or a sibling has just completed on me. */
void veda_task_publish(struct veda_member *me, struct veda_deferred *d);

/* The same for a task that is to run close to data. */
void veda_task_publish_near(struct veda_member *me, struct veda_deferred *d, uint16_t place);

/* The same for a thread with no place in the deques, under the lock. from: where to look for a sleeper. */
void veda_task_list_locked(struct veda_team *team, struct veda_deferred *d, int from);

/* d has parked and is off the stack: it may be gone on with by anybody. */
void veda_task_list_parked(struct veda_member *me, struct veda_deferred *d);

/* Whether a task waits anywhere in the team. A hint. */
bool veda_task_in_sight(const struct veda_team *team);

/* --- task.c ---------------------------------------------------------------------------------------------- */

/* Runs d, which is ready. Gives a task that became ready by that, for me to run or publish, or NULL. */
struct veda_deferred *veda_task_run(struct veda_member *me, struct veda_deferred *d);

/* d's body has ended and its event is fulfilled. here: me has just run it, so that what becomes ready is in
 * place on me's deque; one of that is given back to run. Else me may be NULL. */
struct veda_deferred *veda_task_complete(struct veda_member *me, struct veda_deferred *d, bool here);

/* detach.c: the body of detachable d has ended. True: the event is fulfilled, the caller completes d. False:
 * it is somebody else's. */
bool veda_task_event_body_ended(struct veda_deferred *d);

/* The other end of that: d's kin is closed. me: the calling thread's member, anywhere, or NULL. */
void veda_task_complete_late(struct veda_member *me, struct veda_deferred *d);

/* In the child of a fork: d, which all has forgotten, is m's to run or to go on with, so it counts again. */
void veda_task_count_after_fork(struct veda_member *m, struct veda_deferred *d);

/* d is gone but for what its kin keeps. */
void veda_task_block_free(struct veda_deferred *d);

/* Whether everything that the tallies count is over. Exact where nothing new begins but from within that. */
bool veda_task_all_over(const struct veda_team *team);

/* --- depend.c ---------------------------------------------------------------------------------------------- */

/* d, a new child in kin, gets its place in the order. False: it has to wait, and is published by whoever
 * completes last before it. */
bool veda_depend_enter(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d,
                       const struct veda_depend *depend, size_t n);

/* The same for a d that me is to run itself: returns when it may, having run me's task's descendants meanwhile. */
void veda_depend_enter_and_wait(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d,
                                const struct veda_depend *depend, size_t n);

/* Whether veda_depend_wait_to_begin() has left something to do for d, which me's task is about to begin. */
bool veda_depend_is_pending(const struct veda_task *t);

/* Does it: d, a new child in kin, which is me's task's, has its turn. */
void veda_depend_begin(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d);

/* d's node completes: what waited for nothing else is published, but for one that is given back if `here`. */
struct veda_deferred *veda_depend_release(struct veda_member *me, struct veda_deferred *d, bool here);

/* The table's task has ended. */
void veda_depend_table_free(struct veda_depend_table *table);

/* --- wait.c -------------------------------------------------------------------------------------------------- */

/* Returns when done(what), running tasks of me's task meanwhile. Whoever makes done true notifies the team's
 * event; where he does so late, or `what` can't say that somebody sleeps, a millisecond passes at most. asleep: a
 * word that gets ASLEEP before me sleeps, or NULL. */
void veda_task_wait_until(struct veda_member *me, bool (*done)(struct veda_member *, void *), void *what,
                          const struct veda_taskgroup *group, uint64_t *asleep);

/* malloc that does not fail. */
void *veda_task_allocate(size_t bytes);

#endif
