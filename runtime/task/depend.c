/* Dependences among the children of one task (5.2, 15.9.5 depend clause).
 *
 * The parent alone keeps the table, without a lock: it has a slot for each address, with the two latest
 * generations of tasks on it, `now`, tasks of one kind that need no order (or one OUT), and `before`, the
 * generation that all of these wait for. A new task of the same kind, unless that is OUT, joins `now` and waits
 * for `before`; any other waits for `now` and becomes the next generation. Those of a generation of mutexinoutset
 * exclude each other: with nothing unmet, one of them needs its turn as well (exclude.h).
 *
 * A task has a node. Who must wait for it hangs an edge into the node's list of successors; completion takes the
 * list away and closes it for good, in one exchange. An edge that finds the list closed is not needed: the
 * task is complete, and what it did is visible. [DEPEND-CLOSE]
 *
 *   node->unmet = BIAS - (predecessors that have completed), while the parent is at it
 *               = predecessors that are not complete,         once he has taken BIAS off again
 *
 * and whoever brings it to zero publishes the task. [DEPEND-MET] A node lives as long as its task is not
 * complete or the table points to it; the parent drops nodes of complete tasks as he comes by. So a complete task
 * is looked at once, however many follow it.
 *
 *   all = NULL, or the node of a task on omp_all_memory: it waited for everybody that was there, everybody
 *   since waits for it
 *
 * Only deferred tasks are entered, and detachable ones, which may not be complete when their body is over. Any other
 * included one suspends its parent, so nobody can be created meanwhile who would have to wait for it; it just must
 * not be blocked itself. One that excludes others of a set that is not complete is deferred, but in that its parent
 * waits for it to be ready and runs it there and then. */
#include <stdlib.h>
#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/base/log.h"
#include "runtime/task/depend.h"
#include "runtime/task/exclude.h"
#include "runtime/task/kin.h"

enum { BIAS = 1 << 30, PRUNE = 16 };

#define CLOSED ((struct veda_edge *)(uintptr_t)1)

/* Whom a task goes to when it is ready: to anybody, or to its parent's thread, which waits; and has been called. */
enum { ANYBODY, PARENT, CALLED };

/* One task's place at one address. */
struct entry {
    struct entry *next;
    struct veda_depend_node *node;
};

struct slot {
    uintptr_t address;
    enum veda_depend_kind kind; /* of now */
    uint32_t nnow, prune_at;    /* entries in now, at most, and how many call for a look at which are complete */
    struct entry *now, *before;
    struct slot *next;
};

struct veda_depend_table {
    uint32_t nslots, nbuckets;
    struct slot **bucket;
    struct veda_depend_node *all;
    struct veda_depend *pending; /* of a task that is about to begin, and is to be entered. malloc's, or NULL */
    size_t npending;
};

enum { ROOM = VEDA_SMALL_BYTES - VEDA_SLAB_HEAD };
_Static_assert(sizeof(struct veda_depend_node) <= ROOM && sizeof(struct entry) <= ROOM && sizeof(struct veda_edge) <= ROOM,
               "small blocks");

/* Who works on a table, and where his memory is. */
struct worker {
    struct veda_slab **slab;
    struct veda_depend_table *table;
};

/* --- nodes ------------------------------------------------------------------------------------------------- */

static bool is_complete(const struct veda_depend_node *node)
{
    return ld_acq(&node->successors) == CLOSED; /* [DEPEND-CLOSE] */
}

static void node_drop(struct veda_slab **slab, struct veda_depend_node *node)
{
    if (sub_acq_rel(&node->refs, 1) == 1) /* [DEPEND-REFS] */
        veda_slab_free(slab, node);
}

static struct veda_depend_node *node_new(struct veda_slab **slab, struct veda_deferred *d, struct veda_team *team,
                                         uint32_t refs)
{
    struct veda_depend_node *node = veda_slab_alloc(slab, VEDA_SLAB_SMALL);
    node->task = d;
    node->team = team;
    st_rlx(&node->refs, refs);          /* owner: nobody knows it yet */
    st_rlx(&node->unmet, (uint32_t)BIAS); /* the same */
    st_rlx(&node->successors, NULL);    /* the same */
    return node;
}

/* node waits for pred, unless that is complete. */
static void wait_for(struct veda_slab **slab, struct veda_depend_node *node, struct veda_depend_node *pred,
                     uint32_t *nedges)
{
    struct veda_edge *head = ld_acq(&pred->successors); /* [DEPEND-CLOSE] */
    if (head == CLOSED || pred == node || (head && head->to == node))
        return; /* node's edges are made in one go: a double one is the newest */
    struct veda_edge *edge = veda_slab_alloc(slab, VEDA_SLAB_SMALL);
    edge->to = node;
    do {
        edge->next = head;
        veda_chaos(depend_edge);
        if (cas_acq_rel(&pred->successors, &head, edge)) { /* [DEPEND-CLOSE] */
            ++*nedges;
            return;
        }
    } while (head != CLOSED);
    veda_slab_free(slab, edge);
}

/* Takes the bias off. True: nothing is unmet. */
static bool settle(struct veda_depend_node *node, uint32_t nedges)
{
    if (nedges == 0)
        return true;
    veda_chaos(depend_settle);
    return sub_acq_rel(&node->unmet, BIAS - nedges) == BIAS - nedges; /* [DEPEND-MET] */
}

struct veda_edge *veda_depend_successors(const struct veda_depend_node *node)
{
    return node && !is_complete(node) ? ld_acq(&node->successors) : NULL; /* [DEPEND-CLOSE] */
}

/* --- the table --------------------------------------------------------------------------------------------- */

static uint32_t bucket_of(const struct veda_depend_table *table, uintptr_t address)
{
    return (uint32_t)((address * 0x9e3779b97f4a7c15u) >> 32) & (table->nbuckets - 1);
}

static struct slot *find(const struct veda_depend_table *table, uintptr_t address)
{
    if (!table->nslots)
        return NULL;
    struct slot *slot = table->bucket[bucket_of(table, address)];
    while (slot && slot->address != address)
        slot = slot->next;
    return slot;
}

static void drop_first(struct veda_slab **slab, struct entry **list)
{
    struct entry *e = *list;
    *list = e->next;
    node_drop(slab, e->node);
    veda_slab_free(slab, e);
}

static void drop_list(struct veda_slab **slab, struct entry **list)
{
    while (*list)
        drop_first(slab, list);
}

/* Drops what is complete; gives how many are left. */
static uint32_t prune_list(struct veda_slab **slab, struct entry **link)
{
    uint32_t left = 0;
    while (*link)
        if (is_complete((*link)->node)) {
            drop_first(slab, link);
        } else {
            link = &(*link)->next;
            left++;
        }
    return left;
}

/* Whether one is incomplete. Drops those in front of it. */
static bool any_incomplete(struct veda_slab **slab, struct entry **list)
{
    while (*list && is_complete((*list)->node))
        drop_first(slab, list);
    return *list != NULL;
}

/* node waits for all. Drops what is complete. */
static void wait_for_list(struct veda_slab **slab, struct veda_depend_node *node, struct entry **link,
                          uint32_t *nedges)
{
    while (any_incomplete(slab, link)) {
        wait_for(slab, node, (*link)->node, nedges);
        link = &(*link)->next;
    }
}

/* Drops slots where all is complete. With everything, the others too: a task on omp_all_memory stands for
 * them. */
static void sweep(const struct worker *w, bool everything)
{
    struct veda_depend_table *table = w->table;
    for (uint32_t i = 0; i < table->nbuckets && table->nslots; i++)
        for (struct slot **link = &table->bucket[i], *slot; (slot = *link);) {
            if (everything) {
                drop_list(w->slab, &slot->now);
                drop_list(w->slab, &slot->before);
            } else {
                slot->nnow = prune_list(w->slab, &slot->now);
                prune_list(w->slab, &slot->before);
            }
            if (slot->now || slot->before) {
                link = &slot->next;
            } else {
                *link = slot->next;
                free(slot);
                table->nslots--;
            }
        }
}

static void rehash(struct veda_depend_table *table, uint32_t nbuckets)
{
    struct slot **old = table->bucket;
    uint32_t nold = table->nbuckets;
    table->bucket = calloc(nbuckets, sizeof *table->bucket);
    if (!table->bucket)
        veda_fatal("out of memory (%u addresses in depend clauses)", nbuckets);
    table->nbuckets = nbuckets;
    for (uint32_t i = 0; i < nold; i++)
        for (struct slot *slot = old[i], *next; slot; slot = next) {
            next = slot->next;
            struct slot **head = &table->bucket[bucket_of(table, slot->address)];
            slot->next = *head;
            *head = slot;
        }
    free(old);
}

static struct slot *find_or_add(const struct worker *w, uintptr_t address)
{
    struct veda_depend_table *table = w->table;
    struct slot *slot = find(table, address);
    if (slot)
        return slot;
    if (table->nslots >= table->nbuckets) {
        sweep(w, false);
        if (table->nslots * 2 >= table->nbuckets)
            rehash(table, table->nbuckets ? table->nbuckets * 2 : 16);
    }
    slot = veda_task_allocate(sizeof *slot);
    struct slot **head = &table->bucket[bucket_of(table, address)];
    *slot = (struct slot){.address = address, .prune_at = PRUNE, .next = *head};
    *head = slot;
    table->nslots++;
    return slot;
}

static struct veda_depend_table *table_of(struct veda_kin *kin)
{
    if (!kin->table) {
        kin->table = veda_task_allocate(sizeof *kin->table);
        *kin->table = (struct veda_depend_table){0};
    }
    return kin->table;
}

void veda_depend_table_free(struct veda_depend_table *table)
{
    struct worker w = {veda_self ? &veda_self->thread->slab : NULL, table};
    sweep(&w, true);
    if (table->all)
        node_drop(w.slab, table->all);
    free(table->bucket);
    free(table->pending);
    free(table);
}

/* --- entering ---------------------------------------------------------------------------------------------- */

static bool joins(const struct slot *slot, enum veda_depend_kind kind)
{
    return slot->kind == kind && kind != VEDA_DEPEND_OUT;
}

static void wait_for_everybody(const struct worker *w, struct veda_depend_node *node, uint32_t *nedges)
{
    const struct veda_depend_table *table = w->table;
    for (uint32_t i = 0; i < table->nbuckets && table->nslots; i++)
        for (struct slot *slot = table->bucket[i]; slot; slot = slot->next) {
            wait_for_list(w->slab, node, &slot->before, nedges);
            wait_for_list(w->slab, node, &slot->now, nedges);
        }
}

/* Whether one is of that kind or of a later one. */
static bool has(const struct veda_depend *depend, size_t n, enum veda_depend_kind least)
{
    for (size_t i = 0; i < n; i++)
        if (depend[i].kind >= least)
            return true;
    return false;
}

/* node's place at one address. */
static void enter_at(const struct worker *w, struct veda_depend_node *node, const struct veda_depend *dep,
                     uint32_t *nedges)
{
    struct slot *slot = find_or_add(w, dep->address);
    if (slot->now && slot->now->node == node && (slot->kind == VEDA_DEPEND_OUT || slot->kind == dep->kind))
        return; /* the address once more, and no stronger */
    if (joins(slot, dep->kind) && slot->now) {
        if (unlikely(slot->nnow >= slot->prune_at)) {
            slot->nnow = prune_list(w->slab, &slot->now);
            slot->prune_at = slot->nnow < PRUNE / 2 ? PRUNE : slot->nnow * 2;
        }
        wait_for_list(w->slab, node, &slot->before, nedges);
    } else {
        wait_for_list(w->slab, node, &slot->now, nedges);
        drop_list(w->slab, &slot->before);
        if (dep->kind == VEDA_DEPEND_OUT)
            drop_list(w->slab, &slot->now); /* nobody joins an OUT: before is not asked for */
        slot->before = slot->now;
        slot->now = NULL;
        slot->nnow = 0;
        slot->kind = dep->kind;
    }
    struct entry *e = veda_slab_alloc(w->slab, VEDA_SLAB_SMALL);
    e->node = node;
    e->next = slot->now;
    slot->now = e;
    slot->nnow++;
    add_rlx(&node->refs, 1); /* counter: the node is held */
}

static void enter_all(const struct worker *w, struct veda_depend_node *node, uint32_t *nedges)
{
    if (w->table->all)
        wait_for(w->slab, node, w->table->all, nedges);
    wait_for_everybody(w, node, nedges);
    sweep(w, true);
    if (w->table->all)
        node_drop(w->slab, w->table->all);
    w->table->all = node;
    add_rlx(&node->refs, 1); /* counter: the node is held */
}

VEDA_INLINE void enter_each(const struct worker *w, struct veda_depend_node *node, const struct veda_depend *depend,
                            size_t n, uint32_t *nedges)
{
    if (w->table->all)
        wait_for(w->slab, node, w->table->all, nedges);
    for (size_t i = 0; i < n; i++) /* first, so that an address named twice counts as the stronger */
        if (depend[i].kind == VEDA_DEPEND_OUT)
            enter_at(w, node, &depend[i], nedges);
    for (size_t i = 0; i < n; i++)
        if (depend[i].kind != VEDA_DEPEND_OUT)
            enter_at(w, node, &depend[i], nedges);
}

/* node's task gets a claim on the set of the generation that it has joined. The set is known by those in it that are
 * not through; without one there is nobody to exclude, and a new set is as good. */
static void claim_locked(const struct worker *w, struct veda_depend_node *node, uintptr_t address)
{
    struct slot *slot = find(w->table, address);
    struct veda_exclusion *set = NULL;
    if (slot->kind != VEDA_DEPEND_MUTEX || veda_exclusion_find_locked(node->task, address))
        return; /* it has named the address twice: it excludes by an order, or has the claim */
    for (struct entry **link = &slot->now; !set && any_incomplete(w->slab, link); link = &(*link)->next)
        if ((*link)->node->team)
            set = veda_exclusion_find_locked((*link)->node->task, address);
    veda_exclusion_join_locked(w->slab, node->task, address, set);
}

/* The same for tasks with mutexinoutset or omp_all_memory; the latter is an order with everybody. */
static VEDA_COLD bool enter_rare(const struct worker *w, struct veda_depend_node *node, const struct veda_depend *depend,
                                 size_t n)
{
    struct veda_team *team = node->task->team;
    uint32_t nedges = 0;
    if (has(depend, n, VEDA_DEPEND_ALL)) {
        enter_all(w, node, &nedges);
        return settle(node, nedges);
    }
    node->team = team; /* before there is an edge: completers read it */
    node->task->claims = NULL;
    enter_each(w, node, depend, n, &nedges);
    veda_mutex_lock(&team->tasks.exclusion);
    for (size_t i = 0; i < n; i++)
        if (depend[i].kind == VEDA_DEPEND_MUTEX)
            claim_locked(w, node, depend[i].address);
    bool ready = settle(node, nedges) && veda_exclusion_take_locked(node->task);
    veda_mutex_unlock(&team->tasks.exclusion);
    return ready;
}

VEDA_INLINE bool enter_for(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d,
                           const struct veda_depend *depend, size_t n, uint8_t call_by)
{
    struct worker w = {&me->thread->slab, table_of(kin)};
    struct veda_depend_node *node = node_new(w.slab, d, NULL, 1);
    uint32_t nedges = 0;
    w.table->npending = 0; /* what was left for a task that was to begin: it is d, or there was none */
    d->node = node;
    st_rlx(&d->call_by, call_by); /* nobody knows it yet */
    if (unlikely(has(depend, n, VEDA_DEPEND_MUTEX)))
        return enter_rare(&w, node, depend, n);
    enter_each(&w, node, depend, n, &nedges);
    return settle(node, nedges);
}

bool veda_depend_enter(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d,
                       const struct veda_depend *depend, size_t n)
{
    return enter_for(me, kin, d, depend, n, ANYBODY);
}

/* Whether a fork has come in between as me's task, which had a table, waited: in the child there is nobody to wait for,
 * those before it are the parent process's. */
static bool is_forked(const struct veda_member *me)
{
    return unlikely(!me->task->kin->table);
}

static bool is_called(struct veda_member *me, void *d)
{
    return ld_acq(&((struct veda_deferred *)d)->call_by) == CALLED || is_forked(me); /* [DEPEND-MET] */
}

void veda_depend_enter_and_wait(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d,
                                const struct veda_depend *depend, size_t n)
{
    if (enter_for(me, kin, d, depend, n, PARENT))
        return;
    veda_task_wait_until(me, is_called, d, NULL, NULL);
    if (is_forked(me))
        veda_task_count_after_fork(me, d);
}

/* --- completing -------------------------------------------------------------------------------------------- */

/* Nothing is left that d waits for. Gives it back where the caller can run it next. */
VEDA_INLINE struct veda_deferred *make_ready(struct veda_member *me, struct veda_deferred *d, bool here,
                                             struct veda_deferred *hand)
{
    if (unlikely(ld_rlx(&d->call_by) == PARENT)) { /* written before it was entered */
        struct veda_event *event = &d->team->tasks.event;
        st_rel(&d->call_by, CALLED); /* [DEPEND-MET] it may be over from here on */
        veda_event_notify(event);
        return hand;
    }
    if (here && !hand && d->priority <= 0 && (d->pooled || likely(!veda_is_agent(me))))
        return d;
    if (here) {
        veda_task_publish(me, d);
    } else {
        struct veda_team *team = d->team;
        bool pooled = d->pooled;
        if (me)
            veda_mutex_lock(&team->tasks.lock);
        veda_task_list_locked(team, d, me ? me->tid : 0);
        if (unlikely(pooled))
            veda_agents_recall_locked(team);
        if (me)
            veda_mutex_unlock(&team->tasks.lock);
    }
    return hand;
}

/* Nothing is unmet of d, which excludes others. True: it is ready. False: somebody else makes it so. */
static VEDA_COLD bool take_turn(struct veda_deferred *d)
{
    struct veda_mutex *lock = &d->team->tasks.exclusion;
    veda_mutex_lock(lock);
    bool taken = veda_exclusion_take_locked(d);
    veda_mutex_unlock(lock);
    return taken;
}

/* node's task, which has excluded others, is complete: those whose turn it is now are ready. */
static VEDA_COLD struct veda_deferred *give_turn(struct veda_member *me, struct veda_depend_node *node, bool here)
{
    struct veda_deferred *hand = NULL;
    struct veda_mutex *lock = &node->team->tasks.exclusion;
    struct veda_slab **slab = veda_self ? &veda_self->thread->slab : NULL;
    veda_chaos(depend_turn);
    veda_mutex_lock(lock);
    struct veda_deferred *ready = veda_exclusion_give_locked(slab, node->task);
    node->team = NULL;
    veda_mutex_unlock(lock);
    for (struct veda_deferred *next; ready; ready = next) {
        next = ready->next;
        hand = make_ready(me, ready, here, hand);
    }
    return hand;
}

struct veda_deferred *veda_depend_release(struct veda_member *me, struct veda_deferred *d, bool here)
{
    struct veda_slab **slab = me ? &me->thread->slab : veda_self ? &veda_self->thread->slab : NULL;
    struct veda_depend_node *node = d->node;
    struct veda_deferred *hand = unlikely(node->team != NULL) ? give_turn(me, node, here) : NULL; /* its own by now */
    veda_chaos(depend_close);
    struct veda_edge *edge = xchg_acq_rel(&node->successors, CLOSED); /* [DEPEND-CLOSE] */
    for (struct veda_edge *next; edge; edge = next) {
        struct veda_depend_node *to = edge->to;
        struct veda_deferred *waiting = to->task;
        struct veda_team *team = to->team;
        next = edge->next;
        veda_slab_free(slab, edge);
        if (sub_acq_rel(&to->unmet, 1) != 1) /* [DEPEND-MET] */
            continue;
        if (likely(!team) || (waiting && take_turn(waiting)))
            hand = make_ready(me, waiting, here, hand);
        else if (!waiting)
            veda_event_notify(&team->tasks.event); /* not a task, a thread; `to` is his and may be gone */
    }
    node_drop(slab, node);
    return hand;
}

/* --- for tasks that are included --------------------------------------------------------------------------- */

bool veda_depend_matters(const struct veda_task *t)
{
    return unlikely(t->kin != NULL) && (t->kin->table || t->kin->detaching);
}

/* Whom a task of that kind that is not entered waits for at the slot. passes: not for those that it excludes. */
static struct entry **predecessors(struct slot *slot, enum veda_depend_kind kind, bool passes)
{
    return joins(slot, kind) && (passes || kind != VEDA_DEPEND_MUTEX) ? &slot->before : &slot->now;
}

static bool blocked_by_any(struct veda_slab **slab, const struct veda_depend_table *table)
{
    for (uint32_t i = 0; i < table->nbuckets; i++)
        for (struct slot *slot = table->bucket[i]; slot; slot = slot->next)
            if (any_incomplete(slab, &slot->now) || any_incomplete(slab, &slot->before))
                return true;
    return false;
}

bool veda_depend_blocks(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    const struct veda_depend_table *table = n && unlikely(me->task->kin != NULL) ? me->task->kin->table : NULL;
    if (likely(!table))
        return false;
    if (table->all && !is_complete(table->all))
        return true;
    if (has(depend, n, VEDA_DEPEND_ALL))
        return blocked_by_any(&me->thread->slab, table);
    for (size_t i = 0; i < n; i++) {
        struct slot *slot = find(table, depend[i].address);
        if (slot && any_incomplete(&me->thread->slab, predecessors(slot, depend[i].kind, false)))
            return true;
    }
    return false;
}

bool veda_depend_excludes(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    return unlikely(has(depend, n, VEDA_DEPEND_MUTEX)) && !has(depend, n, VEDA_DEPEND_ALL) &&
           veda_depend_blocks(me, depend, n);
}

static bool is_met(struct veda_member *me, void *node)
{
    return ld_acq(&((struct veda_depend_node *)node)->unmet) == 0 || is_forked(me); /* [DEPEND-MET] */
}

static void wait_here(struct veda_member *me, const struct veda_depend *depend, size_t n, bool passes)
{
    struct worker w = {&me->thread->slab, table_of(me->task->kin)};
    struct veda_depend_node *node = node_new(w.slab, NULL, me->team, 1);
    uint32_t nedges = 0;
    if (w.table->all)
        wait_for(w.slab, node, w.table->all, &nedges);
    if (has(depend, n, VEDA_DEPEND_ALL))
        wait_for_everybody(&w, node, &nedges);
    else
        for (size_t i = 0; i < n; i++) {
            struct slot *slot = find(w.table, depend[i].address);
            if (slot)
                wait_for_list(w.slab, node, predecessors(slot, depend[i].kind, passes), &nedges);
        }
    if (!settle(node, nedges))
        veda_task_wait_until(me, is_met, node, NULL, NULL);
    veda_slab_free(w.slab, node);
}

void veda_depend_wait(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    if (likely(n == 0 || !veda_depend_matters(me->task)))
        return;
    wait_here(me, depend, n, false);
}

void veda_depend_wait_to_begin(struct veda_member *me, const struct veda_depend *depend, size_t n)
{
    if (likely(n == 0 || !veda_depend_matters(me->task)))
        return;
    wait_here(me, depend, n, true);
    struct veda_depend_table *table = table_of(me->task->kin);
    table->npending = 0;
    if (likely(!me->task->kin->detaching && !veda_depend_excludes(me, depend, n)))
        return;
    free(table->pending);
    table->pending = veda_task_allocate(n * sizeof *depend);
    memcpy(table->pending, depend, n * sizeof *depend);
    table->npending = n;
}

bool veda_depend_is_pending(const struct veda_task *t)
{
    return unlikely(t->kin && t->kin->table) && unlikely(t->kin->table->npending != 0);
}

/* All others that it had to wait for are complete, and nobody has come since. */
void veda_depend_begin(struct veda_member *me, struct veda_kin *kin, struct veda_deferred *d)
{
    size_t n = kin->table->npending;
    kin->table->npending = 0;
    veda_depend_enter_and_wait(me, kin, d, kin->table->pending, n);
}
