/* The ring of worksharing descriptors: protocol in work.h. */
#include "runtime/work/work.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/base/log.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"
#include "runtime/work/doacross.h"

enum { FREE = 0, INIT = 1, READY = 2 };
#define STATE(seq, s) ((seq) << 2 | (uint32_t)(s))

static VEDA_COLD void enter_skipped(struct veda_member *me, uint32_t seq)
{
    struct veda_work *work = aligned_alloc(VEDA_CACHE_LINE, sizeof *work);
    if (!work)
        veda_fatal("out of memory (a worksharing construct)");
    *work = (struct veda_work){.state = STATE(seq, INIT), .skip = true,
                               .left = (uint32_t)me->team->nthreads - 1};
    me->cursor.work = work;
}

bool veda_work_enter(struct veda_member *me)
{
    if (unlikely(me->cursor.work != NULL)) /* a cancelled construct was left by a jump */
        veda_work_leave(me);
    uint32_t seq = me->work_seq++;
    uint32_t slot = seq % VEDA_WORK_RING;
    struct veda_work *work = &me->team->ring[slot];
    me->cursor.work = work;
    me->cursor.slot = slot;
    veda_chaos(work_enter);
    for (struct veda_wait w = veda_wait_begin(NULL);; veda_wait_step(&w)) {
        uint32_t state = ld_acq(&work->state); /* [WORK-READY] [WORK-FREE] */
        if (state == STATE(seq, READY))
            return false;
        if (state == STATE(seq, FREE) &&
            cas_acq(&work->state, &state, STATE(seq, INIT))) /* [WORK-FREE] */
            return true;
        if (unlikely(ld_rlx(&me->team->cancelled) & VEDA_CANCEL_PARALLEL)) { /* hint */
            enter_skipped(me, seq);
            return true;
        }
    }
}

void veda_work_ready(struct veda_member *me)
{
    uint32_t seq = me->work_seq - 1;
    veda_chaos(work_ready);
    st_rel(&me->cursor.work->state, STATE(seq, READY)); /* [WORK-READY] */
}

static void clear(struct veda_work *work)
{
    if (work->memory) {
        free(work->memory);
        work->memory = NULL;
    }
    if (work->doacross) {
        veda_doacross_free(work->doacross);
        work->doacross = NULL;
    }
    work->reductions = NULL;
    st_rlx(&work->next, 0); /* owner: the last to leave */
    st_rlx(&work->left, 0);
}

void veda_work_leave(struct veda_member *me)
{
    struct veda_work *work = me->cursor.work;
    uint32_t seq = ld_rlx(&work->state) >> 2; /* READY: nobody changes it before all have left */
    me->cursor.work = NULL;
    veda_chaos(work_leave);
    uint32_t others = (uint32_t)me->team->nthreads - 1;
    if (add_acq_rel(&work->left, 1) == others) { /* [WORK-FREE] all reads of the others are before */
        clear(work);
        if (unlikely(work->skip))
            free(work);
        else
            st_rel(&work->state, STATE(seq + VEDA_WORK_RING, FREE)); /* [WORK-FREE] */
    }
}

void veda_work_ring_reset(struct veda_work *ring, uint32_t seq)
{
    for (uint32_t i = 0; i < VEDA_WORK_RING; i++) {
        uint32_t s = seq + i;
        struct veda_work *work = &ring[s % VEDA_WORK_RING];
        clear(work);
        st_rlx(&work->state, STATE(s, FREE)); /* owner: published by the fork */
    }
}

struct veda_work *veda_work_ring_new(void)
{
    size_t bytes = VEDA_WORK_RING * sizeof(struct veda_work);
    struct veda_work *ring = aligned_alloc(VEDA_CACHE_LINE, bytes);
    if (!ring)
        return NULL;
    memset(ring, 0, bytes);
    veda_work_ring_reset(ring, 0);
    return ring;
}

/* What an entry points to stays allocated: the thread that was freeing it may be gone half way. */
void veda_work_reset_after_fork(struct veda_member *me)
{
    struct veda_work *of_loop = me->cursor.work, *of_doacross = me->doacross;
    for (uint32_t i = 0; i < VEDA_WORK_RING; i++) {
        uint32_t s = me->work_seq + i;
        struct veda_work *work = &me->team->ring[s % VEDA_WORK_RING];
        if (work != of_loop && work != of_doacross)
            *work = (struct veda_work){.state = STATE(s, FREE),
                                       .steal_tag = work->steal_tag,
                                       .turn_end = work->turn_end};
    }
    if (of_loop)
        st_rlx(&of_loop->left, 0); /* owner: the child has one thread */
    if (of_doacross)
        st_rlx(&of_doacross->left, 0); /* owner */
}

void veda_work_ring_free(struct veda_work *ring)
{
    if (!ring)
        return;
    veda_work_ring_reset(ring, 0);
    free(ring);
}
