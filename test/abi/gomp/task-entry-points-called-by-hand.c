// GOMP_task and its kin as gcc's of all ages call them: with the few arguments of the first versions, both forms
// of the depend array, depobjs, omp_all_memory and inoutset as gcc 13 and later pass them, copy functions,
// taskloops of both widths, task reductions.
// RUN: %veda-abi
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

enum { FINAL = 2, DEPEND = 8, PRIORITY = 16, UP = 1 << 8, GRAINSIZE = 1 << 9, IF = 1 << 10, NOGROUP = 1 << 11,
       REDUCTION = 1 << 12, DETACH = 1 << 13, STRICT = 1 << 14 };

void GOMP_task(void (*)(void *), void *, void (*)(void *, void *), long, long, bool, unsigned, void **, int,
               void *);
void GOMP_taskloop(void (*)(void *), void *, void (*)(void *, void *), long, long, unsigned, unsigned long, int,
                   long, long, long);
void GOMP_taskloop_ull(void (*)(void *), void *, void (*)(void *, void *), long, long, unsigned, unsigned long,
                       int, unsigned long long, unsigned long long, unsigned long long);
void GOMP_taskwait(void);
void GOMP_taskwait_depend(void **);
void GOMP_taskwait_depend_nowait(void **);
void GOMP_taskyield(void);
void GOMP_taskgroup_start(void);
void GOMP_taskgroup_end(void);
void GOMP_taskgroup_reduction_register(uintptr_t *);
void GOMP_taskgroup_reduction_unregister(uintptr_t *);
void GOMP_task_reduction_remap(size_t, size_t, void **);
unsigned GOMP_parallel_reductions(void (*)(void *), void *, unsigned, unsigned);
void GOMP_parallel(void (*)(void *), void *, unsigned, unsigned);
void GOMP_scope_start(uintptr_t *);
void GOMP_workshare_task_reduction_unregister(bool);
bool GOMP_single_start(void);
void GOMP_barrier(void);
void omp_fulfill_event(uintptr_t);
void omp_fulfill_event_(intptr_t);
int omp_get_thread_num(void);

static int log_[64], logged;

static void note(void *data)
{
    log_[__atomic_fetch_add(&logged, 1, __ATOMIC_ACQ_REL)] = *(int *)data;
}

static void until_logged(int n)
{
    while (__atomic_load_n(&logged, __ATOMIC_ACQUIRE) < n)
        GOMP_taskyield();
}

static void copied(void *to, void *from)
{
    EXPECT_EQ((uintptr_t)to % 64, 0);
    *(int *)to = *(int *)from + 100;
}

static void task(int what, void **depend)
{
    GOMP_task(note, &what, NULL, sizeof what, _Alignof(int), true, depend ? DEPEND : 0, depend, 0, NULL);
}

/* Seven and eight arguments, and what a caller then has in the registers and on the stack is anything. */
static void old_callers(void)
{
    int value = 1;
    void (*four)(void (*)(void *), void *, void (*)(void *, void *), long, long, bool, unsigned) =
        (void (*)(void (*)(void *), void *, void (*)(void *, void *), long, long, bool, unsigned))GOMP_task;
    logged = 0;
    four(note, &value, NULL, sizeof value, sizeof value, true, 0);
    GOMP_taskwait();
    value = 2;
    four(note, &value, NULL, sizeof value, sizeof value, false, FINAL);
    value = 3;
    four(note, &value, copied, sizeof value, 64, true, 1);
    GOMP_taskwait();
    EXPECT_EQ(logged, 3);
    EXPECT_EQ(log_[0], 1);
    EXPECT_EQ(log_[1], 2);
    EXPECT_EQ(log_[2], 103);
}

struct detached {
    void *event;
    int what;
};

static void note_detached(void *data)
{
    note(&((struct detached *)data)->what);
}

/* A task on out: x that is open, as the detach clause makes it. */
static uintptr_t open_task(int what, void *x)
{
    void *event = NULL, *depend[] = {(void *)1, (void *)1, x};
    struct detached data = {NULL, what};
    GOMP_task(note_detached, &data, NULL, sizeof data, sizeof(void *), true, DEPEND | DETACH | PRIORITY, depend,
              5, &event);
    EXPECT(event != NULL && data.event == event);
    return (uintptr_t)event;
}

static void depend_arrays(void)
{
    int x, y, z;
    void *in_object[] = {&y, (void *)1}, *set_object[] = {&x, (void *)5}, *mutex_object[] = {&y, (void *)4};
    void *old_in[] = {(void *)1, (void *)0, &x};
    void *old_mixed[] = {(void *)2, (void *)1, &y, &x};
    void *new_in[] = {(void *)0, (void *)2, (void *)0, (void *)0, (void *)1, &z, in_object};
    void *new_set[] = {(void *)0, (void *)1, (void *)0, (void *)0, (void *)0, set_object};
    void *new_mutex[] = {(void *)0, (void *)2, (void *)0, (void *)1, (void *)0, &z, mutex_object};
    void *all[] = {(void *)1, (void *)1, NULL};
    void *free_in[] = {(void *)1, (void *)0, &logged}, *free_out[] = {(void *)1, (void *)1, &logged};
    logged = 0;
    uintptr_t event = open_task(1, &x);
    task(2, old_in);
    task(3, old_mixed);
    task(4, new_in);    /* behind 3, on y */
    task(5, new_set);   /* behind 2, 3 */
    task(6, new_set);   /* the same */
    task(7, new_mutex); /* behind 4 */
    task(8, free_in);   /* behind nobody */
    until_logged(2);
    GOMP_taskwait_depend_nowait(all);
    task(9, free_in);   /* behind all */
    EXPECT_EQ(logged, 2);
    omp_fulfill_event(event);
    GOMP_taskwait_depend(free_out);
    EXPECT_EQ(logged, 9);
    EXPECT_EQ(log_[0] + log_[1], 9); /* 1 and 8 */
    EXPECT_EQ(log_[8], 9);
    int at[10] = {0};
    for (int i = 0; i < 9; i++)
        at[log_[i]] = i;
    EXPECT(at[3] < at[4] && at[4] < at[7]);
    EXPECT(at[2] < at[5] && at[3] < at[5] && at[3] < at[6]);
    GOMP_taskwait();

    logged = 0;
    event = open_task(1, &x);
    int value = 2;
    GOMP_task(note, &value, copied, sizeof value, 64, true, DEPEND, old_in, 0, NULL);
    value = 3;
    omp_fulfill_event_((intptr_t)event);
    GOMP_task(note, &value, NULL, sizeof value, sizeof value, false, DEPEND, new_set, 0, NULL);
    GOMP_taskwait();
    EXPECT_EQ(logged, 3);
    EXPECT_EQ(log_[1], 102);
    GOMP_taskyield();
    GOMP_taskgroup_start();
    event = open_task(4, &x);
    task(5, old_in);
    omp_fulfill_event(event);
    GOMP_taskgroup_end();
    EXPECT_EQ(logged, 5);
}

struct bounds {
    long start, end;
    uintptr_t *reductions;
    long step;
};

static long visited, tasks;

static void loop(void *data)
{
    struct bounds *b = data;
    __atomic_fetch_add(&tasks, 1, __ATOMIC_RELAXED);
    for (long i = b->start; b->step > 0 ? i < b->end : i > b->end; i += b->step)
        __atomic_fetch_add(&visited, i, __ATOMIC_RELAXED);
}

static void copy_bounds(void *to, void *from)
{
    memcpy(to, from, sizeof(struct bounds));
}

static void taskloops(void)
{
    struct bounds b = {.step = 3};
    visited = tasks = 0;
    GOMP_taskloop(loop, &b, NULL, sizeof b, 8, IF | GRAINSIZE, 4, 0, 0, 30, 3);
    EXPECT_EQ(visited, 135);
    EXPECT_EQ(tasks, 2);
    visited = tasks = 0;
    GOMP_taskloop(loop, &b, copy_bounds, sizeof b, 8, IF | GRAINSIZE | STRICT | NOGROUP, 4, 0, 0, 30, 3);
    GOMP_taskwait();
    EXPECT_EQ(visited, 135);
    EXPECT_EQ(tasks, 3);
    visited = tasks = 0;
    b.step = -3;
    GOMP_taskloop_ull(loop, &b, NULL, sizeof b, 8, 0, 6, 0, 30, 0, (unsigned long long)-3);
    EXPECT_EQ(visited, 165);
    EXPECT_EQ(tasks, 6);
    uintptr_t described[7] = {0, 0, 8, (uintptr_t)-1};
    b.reductions = described;
    GOMP_taskloop_ull(loop, &b, NULL, sizeof b, 8, UP | IF | REDUCTION, 0, 0, 5, 5, 1);
    EXPECT_EQ(described[2], 0); /* nothing registered */
}

/* The compiler's description of one int. */
#define DESCRIBE(name, item) uintptr_t name[10] = {1, 64, 64, (uintptr_t)-1, 0, 0, 0, (uintptr_t)&(item), 16, 0}

static int *own(int *item, int **original)
{
    void *ptrs[2] = {item, NULL};
    GOMP_task_reduction_remap(1, original != NULL, ptrs);
    if (original)
        *original = ptrs[1];
    return ptrs[0];
}

static int group_item, parallel_item, scope_item;

static void in_group(void *unused)
{
    (void)unused;
    int *original, *mine = own(&group_item, &original);
    EXPECT(original == &group_item && mine != original);
    int *again = own(mine, &original);
    EXPECT(again == mine && original == &group_item);
    ++*mine;
}

struct region {
    uintptr_t *reductions;
};

static void in_region(void *data)
{
    (void)data;
    ++*own(&parallel_item, NULL);
    DESCRIBE(scope, scope_item);
    GOMP_scope_start(scope);
    *own(&scope_item, NULL) += 2;
    GOMP_barrier();
    if (omp_get_thread_num() == 0)
        for (int *p = (int *)(scope[2] + 16); (uintptr_t)p < scope[6]; p += 16)
            scope_item += *p;
    GOMP_workshare_task_reduction_unregister(false);
}

static void reductions(void)
{
    DESCRIBE(outer, group_item);
    int other = 0;
    DESCRIBE(inner, other);
    GOMP_taskgroup_start();
    GOMP_taskgroup_reduction_register(outer);
    GOMP_taskgroup_start();
    GOMP_taskgroup_reduction_register(inner);
    for (int i = 0; i < 5; i++)
        GOMP_task(in_group, NULL, NULL, 0, 1, true, 0, NULL, 0, NULL);
    GOMP_taskgroup_end();
    GOMP_taskgroup_reduction_unregister(inner);
    GOMP_taskgroup_end();
    EXPECT_EQ(outer[2] % 64, 0);
    EXPECT_EQ(*(int *)(outer[2] + 16), 5);
    GOMP_taskgroup_reduction_unregister(outer);

    DESCRIBE(parallel, parallel_item);
    struct region region = {parallel};
    unsigned n = GOMP_parallel_reductions(in_region, &region, 3, 0);
    for (unsigned i = 0; i < n; i++)
        parallel_item += *(int *)(parallel[2] + i * 64 + 16);
    EXPECT_EQ(parallel_item, n);
    EXPECT_EQ(scope_item, 2 * n);
    GOMP_taskgroup_reduction_unregister(parallel);
}

static void tasks_of_one(void *unused)
{
    (void)unused;
    if (!GOMP_single_start())
        return;
    old_callers();
    depend_arrays();
    taskloops();
}

int main(void)
{
    old_callers();
    depend_arrays();
    taskloops();
    reductions();
    GOMP_parallel(tasks_of_one, NULL, 3, 0);
    return expect_result();
}
