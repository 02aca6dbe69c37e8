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

/* Tasks first to end - 1 of a run: a deferred task's payload. */
struct range {
    struct veda_taskloop_run *run;
    uint64_t first, end;
};

static void run_range(struct veda_member *me, struct veda_deferred *self, struct range r);

static void release(struct veda_member *me, struct veda_taskloop_run *run)
{
    if (sub_acq_rel(&run->refs, 1) == 1) /* [TASKLOOP-REFS] */
        run->dispose(me, run);
}

static void call(struct veda_member *me, struct veda_deferred *d)
{
    struct range *r = d->payload;
    run_range(me, d, *r);
    release(me, r->run);
}

/* self: the range that me is running, or NULL in the task that met the construct. */
static void give(struct veda_member *me, struct veda_deferred *self, struct range r)
{
    struct veda_deferred *d = veda_task_new(me, sizeof r, false, r.run->site);
    *(struct range *)d->payload = r;
    d->call = call;
    d->priority = r.run->priority;
    st_rlx(&d->pooled, r.run->pooled); /* the task is not published yet */
    add_rlx(&r.run->refs, 1); /* counter: me holds one */
    if (self)
        veda_task_submit_sibling(me, d, self);
    else
        veda_task_submit(me, d, NULL, 0);
}

static void run_range(struct veda_member *me, struct veda_deferred *self, struct range r)
{
    int among = unlikely(r.run->pooled) ? veda_agents_among(me) : me->team->nthreads;
    while (r.first < r.end) {
        if (r.end - r.first > 1 && veda_deque_size(&me->deque) <= 0 && !veda_task_may_include_among(me, r.run, among)) {
            uint64_t middle = r.first + (r.end - r.first + 1) / 2;
            give(me, self, (struct range){r.run, middle, r.end});
            r.end = middle;
        }
        r.run->task(me, r.run, r.first++);
    }
}

void veda_taskloop_start(struct veda_member *me, struct veda_taskloop_run *run, bool undeferred)
{
    st_rlx(&run->refs, 1u); /* owner: nobody else knows it yet */
    run->pooled = run->pooled && veda_task_may_pool(me);
    veda_task_know_stack(me);
    if (undeferred || me->task->final)
        for (uint64_t i = 0; i < run->loop.ntasks; i++)
            run->task(me, run, i);
    else
        run_range(me, NULL, (struct range){run, 0, run->loop.ntasks});
    release(me, run);
}
