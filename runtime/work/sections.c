/* Sections: one shared counter. See sections.h. */
#include "runtime/work/sections.h"

#include "runtime/base/atomics.h"
#include "runtime/work/work.h"

bool veda_sections_begin_shared(struct veda_member *me, uint32_t n, bool shared)
{
    struct veda_cursor *c = &me->cursor;
    bool first = false;
    if (me->team->nthreads > 1 || shared)
        first = veda_work_enter(me);
    c->trip = c->work && c->work->skip ? 0 : n;
    c->next = 0;
    c->end = 0;
    c->ordered = false;
    return first;
}

void veda_sections_publish(struct veda_member *me)
{
    veda_work_ready(me);
}

uint32_t veda_sections_next(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t k = c->work ? add_rlx(&c->work->next, 1) : c->next++; /* counter */
    return k < c->trip ? (uint32_t)k + 1 : 0;
}

void veda_sections_end(struct veda_member *me)
{
    if (me->cursor.work)
        veda_work_leave(me);
}
