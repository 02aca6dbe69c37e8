/* taskloop: see taskloop.h. Callers: abi/gomp/taskloop.c, abi/kmpc/taskloop.c. */
#include "runtime/task/taskloop.h"

#include "runtime/task/kin.h"

struct veda_taskloop veda_taskloop_split(uint64_t trip, uint64_t grainsize, uint64_t num_tasks,
                                         bool strict, int nthreads)
{
    if (trip == 0)
        return (struct veda_taskloop){0};
    if (grainsize && strict) {
        uint64_t ntasks = trip / grainsize + (trip % grainsize != 0);
        return (struct veda_taskloop){.ntasks = ntasks, .size = grainsize,
                                      .last = trip - (ntasks - 1) * grainsize};
    }
    uint64_t ntasks = grainsize ? trip / grainsize : num_tasks ? num_tasks : (uint64_t)nthreads;
    if (ntasks == 0)
        ntasks = 1;
    if (ntasks > trip)
        ntasks = trip;
    struct veda_taskloop loop = {.ntasks = ntasks, .size = trip / ntasks, .larger = trip % ntasks};
    loop.last = loop.size; /* larger < ntasks: never the last one */
    return loop;
}

static void release(struct veda_member *me, struct veda_taskloop_run *run)
{
    if (sub_acq_rel(&run->refs, 1) == 1) /* [TASKLOOP-REFS] */
        run->dispose(me, run);
}

static void call(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_taskloop_range r = *(struct veda_taskloop_range *)d->payload;
    r.self = d;
    r.run->tasks(me, &r);
    release(me, r.run);
}

void veda_taskloop_give_half(struct veda_member *me, struct veda_taskloop_range *r)
{
    uint64_t middle = r->first + (r->end - r->first + 1) / 2;
    struct veda_deferred *d = veda_task_new(me, sizeof *r, false, r->run->site);
    *(struct veda_taskloop_range *)d->payload =
        (struct veda_taskloop_range){.run = r->run, .first = middle, .end = r->end};
    r->end = middle;
    d->call = call;
    d->priority = r->run->priority;
    st_rlx(&d->pooled, r->run->pooled); /* the task is not published yet */
    add_rlx(&r->run->refs, 1); /* counter: me holds one */
    if (r->self)
        veda_task_submit_sibling(me, d, r->self);
    else
        veda_task_submit(me, d, NULL, 0);
}

void veda_taskloop_start(struct veda_member *me, struct veda_taskloop_run *run, bool undeferred)
{
    st_rlx(&run->refs, 1u); /* owner: nobody else knows it yet */
    run->pooled = run->pooled && veda_task_may_pool(me);
    veda_task_first(me);
    int among = run->pooled ? veda_agents_among(me) : me->team->nthreads;
    run->tasks(me, &(struct veda_taskloop_range){.run = run, .end = run->loop.ntasks,
                                                 .alone = undeferred || me->task->final || among == 1 || veda_agent_keeps(me)});
    release(me, run);
}
