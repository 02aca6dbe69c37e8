/* Dependences among the children of one task (5.2, 15.9.5 depend clause).
 *
 * The table of a kin has a slot for each address. A slot holds the two latest generations of tasks on it:
 * `now`, tasks of one kind that may run together (or one OUT), and `before`, the generation that all of
 * these wait for. A new task of the same kind, unless that is OUT, joins `now` and waits for `before`;
 * any other waits for `now` and becomes the next generation. Invariants:
 *
 *   everybody in now waits for everybody in before; hence now is empty only where before is
 *   a task is in the table as long as it is enlisted and not complete, and only such tasks are
 *   all = NULL, or a task on omp_all_memory: it waited for everybody that was there, everybody since for it
 *
 * Only tasks that can't be done with at once are entered (task.c). One that runs at once suspends its parent,
 * so nobody can be created meanwhile who would have to wait for it; it just must not be blocked itself.
 * Callers: task.c, under the lock of the team's tasks. Left out: mutexinoutset as anything but an order. */
#include <stdlib.h>

#include "runtime/base/assert.h"
#include "runtime/task/kin.h"

/* One task's place at one address. link: what points to it; NULL: it has been taken out. */
struct veda_depend_node {
    struct veda_deferred *task;
    struct veda_depend_node *next, **link;
};

struct veda_depend_slot {
    uintptr_t address;
    enum veda_depend_kind kind; /* of now */
    struct veda_depend_node *now, *before;
    struct veda_depend_slot *next;
};

static void push(struct veda_depend_node **list, struct veda_depend_node *node)
{
    node->next = *list;
    node->link = list;
    if (node->next)
        node->next->link = &node->next;
    *list = node;
}

static void take_out(struct veda_depend_node *node)
{
    if (!node->link)
        return;
    *node->link = node->next;
    if (node->next)
        node->next->link = node->link;
    node->link = NULL;
}

static void take_out_all(struct veda_depend_node **list)
{
    while (*list)
        take_out(*list);
}

/* --- slots ----------------------------------------------------------------------------------------- */

static uint32_t bucket_of(const struct veda_kin *kin, uintptr_t address)
{
    return (uint32_t)((address * 0x9e3779b97f4a7c15u) >> 32) & (kin->nbuckets - 1);
}

static struct veda_depend_slot *find(const struct veda_kin *kin, uintptr_t address)
{
    if (!kin->nslots)
        return NULL;
    struct veda_depend_slot *slot = kin->bucket[bucket_of(kin, address)];
    while (slot && slot->address != address)
        slot = slot->next;
    return slot;
}

static void rehash(struct veda_kin *kin, uint32_t nbuckets)
{
    struct veda_depend_slot **old = kin->bucket;
    uint32_t nold = kin->nbuckets;
    kin->bucket = calloc(nbuckets, sizeof *kin->bucket);
    if (!kin->bucket)
        veda_fatal("out of memory (%u addresses in depend clauses)", nbuckets);
    kin->nbuckets = nbuckets;
    for (uint32_t i = 0; i < nold; i++)
        for (struct veda_depend_slot *slot = old[i], *next; slot; slot = next) {
            next = slot->next;
            struct veda_depend_slot **head = &kin->bucket[bucket_of(kin, slot->address)];
            slot->next = *head;
            *head = slot;
        }
    free(old);
}

static struct veda_depend_slot *find_or_add(struct veda_kin *kin, uintptr_t address)
{
    struct veda_depend_slot *slot = find(kin, address);
    if (slot)
        return slot;
    if (kin->nslots >= kin->nbuckets)
        rehash(kin, kin->nbuckets ? kin->nbuckets * 2 : 16);
    slot = veda_task_allocate(sizeof *slot);
    struct veda_depend_slot **head = &kin->bucket[bucket_of(kin, address)];
    *slot = (struct veda_depend_slot){.address = address, .next = *head};
    *head = slot;
    kin->nslots++;
    return slot;
}

/* Nobody is tracked, or a task on omp_all_memory now stands for all. The buckets stay. */
static void clear(struct veda_kin *kin)
{
    for (uint32_t i = 0; i < kin->nbuckets && kin->nslots; i++)
        for (struct veda_depend_slot *slot = kin->bucket[i], *next; slot; slot = next) {
            next = slot->next;
            take_out_all(&slot->now);
            take_out_all(&slot->before);
            free(slot);
            kin->bucket[i] = next;
            kin->nslots--;
        }
}

/* --- edges ----------------------------------------------------------------------------------------- */

static void wait_for(struct veda_deferred *d, struct veda_depend_node *list)
{
    for (; list; list = list->next) {
        struct veda_dependent *p = &list->task->dependent;
        if (list->task == d || (p->successors && p->successors->to == &d->dependent))
            continue; /* d's edges are made in one go: a double one is the newest */
        struct veda_edge *edge = veda_task_allocate(sizeof *edge);
        *edge = (struct veda_edge){.to = &d->dependent, .next = p->successors};
        p->successors = edge;
        d->unmet++;
    }
}

static bool joins(const struct veda_depend_slot *slot, enum veda_depend_kind kind)
{
    return slot->kind == kind && kind != VEDA_DEPEND_OUT;
}

/* Whom a new task of that kind waits for at the slot. */
static struct veda_depend_node *predecessors(const struct veda_depend_slot *slot,
                                             enum veda_depend_kind kind)
{
    return joins(slot, kind) ? slot->before : slot->now;
}

static void wait_for_everybody(struct veda_kin *kin, struct veda_deferred *d)
{
    wait_for(d, kin->all);
    for (uint32_t i = 0; i < kin->nbuckets && kin->nslots; i++)
        for (struct veda_depend_slot *slot = kin->bucket[i]; slot; slot = slot->next) {
            wait_for(d, slot->before);
            wait_for(d, slot->now);
        }
}

static bool has_all(const struct veda_depend *depend, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (depend[i].kind == VEDA_DEPEND_ALL)
            return true;
    return false;
}

static void enter_at(struct veda_kin *kin, struct veda_deferred *d, const struct veda_depend *dep)
{
    struct veda_depend_slot *slot = find_or_add(kin, dep->address);
    if (slot->now && slot->now->task == d && (slot->kind == VEDA_DEPEND_OUT || slot->kind == dep->kind))
        return; /* the address once more, and no stronger */
    wait_for(d, predecessors(slot, dep->kind));
    if (!slot->now || !joins(slot, dep->kind)) {
        take_out_all(&slot->before);
        slot->before = slot->now;
        if (slot->before)
            slot->before->link = &slot->before;
        slot->now = NULL;
        slot->kind = dep->kind;
    }
    struct veda_depend_node *node = &d->nodes[d->nnodes++];
    node->task = d;
    push(&slot->now, node);
}

void veda_depend_enter_locked(struct veda_kin *kin, struct veda_deferred *d,
                              const struct veda_depend *depend, size_t n)
{
    d->nodes = veda_task_allocate(n * sizeof *d->nodes);
    st_rlx(&kin->tracked, kin->tracked + 1); /* locked */
    if (has_all(depend, n)) {
        wait_for_everybody(kin, d);
        clear(kin);
        take_out_all(&kin->all);
        d->nnodes = 1;
        d->nodes[0].task = d;
        push(&kin->all, &d->nodes[0]);
        return;
    }
    wait_for(d, kin->all);
    for (size_t i = 0; i < n; i++) /* first, so that an address named twice counts as the stronger */
        if (depend[i].kind == VEDA_DEPEND_OUT)
            enter_at(kin, d, &depend[i]);
    for (size_t i = 0; i < n; i++)
        if (depend[i].kind != VEDA_DEPEND_OUT)
            enter_at(kin, d, &depend[i]);
}

void veda_depend_complete_locked(struct veda_deferred *d)
{
    struct veda_kin *kin = d->task.above;
    for (uint32_t i = 0; i < d->nnodes; i++)
        take_out(&d->nodes[i]);
    free(d->nodes);
    for (struct veda_edge *edge = d->dependent.successors, *next; edge; edge = next) {
        next = edge->next;
        struct veda_deferred *s = veda_container_of(edge->to, struct veda_deferred, dependent);
        free(edge);
        bool waiter = s->waiter;
        uint32_t left = s->unmet - 1;
        st_rel(&s->unmet, left); /* [TASK-DONE] a waiter may be gone at once */
        if (left == 0 && !waiter)
            veda_task_ready_locked(s);
    }
    d->dependent.successors = NULL;
    st_rel(&kin->tracked, kin->tracked - 1); /* [TASK-DONE] */
    if (kin->tracked == 0)
        clear(kin);
}

/* --- for tasks that run at once -------------------------------------------------------------------- */

bool veda_depend_matters(const struct veda_task *t)
{
    return unlikely(t->kin != NULL) && ld_acq(&t->kin->tracked); /* [TASK-DONE] */
}

static bool blocks_locked(const struct veda_kin *kin, const struct veda_depend *depend, size_t n)
{
    if (kin->all)
        return true;
    if (has_all(depend, n))
        return kin->tracked != 0;
    for (size_t i = 0; i < n; i++) {
        const struct veda_depend_slot *slot = find(kin, depend[i].address);
        if (slot && predecessors(slot, depend[i].kind))
            return true;
    }
    return false;
}

bool veda_depend_blocks(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    if (likely(n == 0 || !veda_depend_matters(me->task)))
        return false;
    struct veda_mutex *lock = &me->team->tasks.lock;
    veda_mutex_lock(lock);
    bool blocks = blocks_locked(me->task->kin, depend, n);
    veda_mutex_unlock(lock);
    return blocks;
}

void veda_depend_wait(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    if (likely(n == 0 || !veda_depend_matters(me->task)))
        return;
    struct veda_kin *kin = me->task->kin;
    struct veda_mutex *lock = &me->team->tasks.lock;
    struct veda_deferred w = {.waiter = true};
    veda_mutex_lock(lock);
    wait_for(&w, kin->all);
    if (has_all(depend, n))
        wait_for_everybody(kin, &w);
    else
        for (size_t i = 0; i < n; i++) {
            struct veda_depend_slot *slot = find(kin, depend[i].address);
            if (slot)
                wait_for(&w, predecessors(slot, depend[i].kind));
        }
    veda_mutex_unlock(lock);
    veda_task_wait_zero(me, &w.unmet);
}
