/* Kin: see struct veda_kin in task.h.
 *
 * Invariant: a kin's memory lives as long as its task runs, and beyond as long as a child is incomplete. So a
 * child may always touch the kin that it is in. `up` is different: the task's own parent may be gone once
 * the task has ended, and whoever walks upward must see by `serial` that it had not (find.c). */
#include "runtime/base/assert.h"
#include "runtime/task/kin.h"

struct veda_kin *veda_kin_of(struct veda_member *me, struct veda_task *t)
{
    if (likely(t->kin != NULL))
        return t->kin;
    struct veda_kin *up = t->above ? t->above : veda_kin_of(me, t->below);
    struct veda_deferred *holder =
        t->in_block ? veda_container_of(t, struct veda_deferred, task)
                    : veda_slab_alloc(&me->thread->slab, VEDA_SLAB_TASK);
    struct veda_kin *kin = &holder->kin;
    kin->table = NULL;
    kin->children = 0;
    kin->detachable = false;
    kin->detaching = 0;
    st_rlx(&kin->remote, 0);                          /* owner: there are no children yet */
    veda_kin_seat(kin, me);
    st_rlx(&kin->depth, ld_rlx(&up->depth) + 1);      /* hint of walkers */
    st_rlx(&kin->thief, (uint32_t)me->tid + 1);       /* hint */
    st_rlx(&kin->kind, NULL);                         /* hint */
    st_rel(&kin->up, up);                             /* [KIN-SERIAL] */
    st_rel(&kin->serial, ld_rlx(&kin->serial) + 1);   /* [KIN-SERIAL] */
    t->kin = kin;
    return kin;
}

bool veda_kin_close(struct veda_kin *kin, uint64_t more)
{
    if (kin->table)
        veda_depend_table_free(kin->table);
    VEDA_ASSERT(ld_rlx(&kin->serial) & 1);
    st_rel(&kin->serial, ld_rlx(&kin->serial) + 1);   /* [KIN-SERIAL] before `up` goes stale */
    uint64_t debt = 2 * (kin->children + more);
    veda_kin_unseat(kin);
    if (debt == ld_acq(&kin->remote))                 /* [TASK-DONE] nobody is left to touch it */
        return true;
    veda_chaos(kin_close);
    return add_acq_rel(&kin->remote, VEDA_KIN_CLOSED - debt) == debt; /* [TASK-DONE] */
}

void veda_kin_child_done(struct veda_kin *kin, struct veda_member *me, struct veda_team *team)
{
    if (likely(me && ld_rlx(&kin->runner) == me)) { /* owner: it was set on this thread */
        kin->children--;
        return;
    }
    uint64_t was = add_acq_rel(&kin->remote, 2); /* [TASK-DONE] */
    if (was + 2 == VEDA_KIN_CLOSED)
        veda_task_block_free(veda_container_of(kin, struct veda_deferred, kin));
    else if (unlikely(was & VEDA_KIN_ASLEEP))
        veda_event_notify(&team->tasks.event);
}
