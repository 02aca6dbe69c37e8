// LLVM's task entry points: what compiled code may rely on in a task's layout, untied parts, proxies, dependence
// lists and the graph that tools read, taskloops with and without duplication, both forms of reduction items,
// lazy copies, the task modifier, identifiers.
// RUN: %veda-abi
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>

#include "expect.h"

struct task;
typedef int32_t (*routine)(int32_t, struct task *);

struct task {
    void **shareds;
    routine entry;
    int32_t part_id;
    routine destructors;
    int64_t data2;
    int64_t privates[4];
};

struct depend {
    uintptr_t address;
    size_t length;
    uint8_t flags;
};

struct edge {
    struct node *to;
    struct edge *next;
};

enum { TIED = 1, FINAL = 2, MERGED_IF0 = 4, DESTRUCTORS = 8, PROXY = 16, DETACHABLE = 64, HELPER = 128 };
enum { IN = 1, OUT = 2, INOUT = 3, MUTEX = 4, SET = 8, ALL = 0x80 };

struct task *__kmpc_omp_task_alloc(void *, int32_t, int32_t, size_t, size_t, routine);
struct task *__kmpc_omp_target_task_alloc(void *, int32_t, int32_t, size_t, size_t, routine, int64_t);
int32_t __kmpc_omp_task(void *, int32_t, struct task *);
int32_t __kmpc_omp_task_parts(void *, int32_t, struct task *);
int32_t __kmpc_omp_task_with_deps(void *, int32_t, struct task *, int32_t, struct depend *, int32_t,
                                  struct depend *);
void __kmpc_omp_wait_deps(void *, int32_t, int32_t, struct depend *, int32_t, struct depend *);
void __kmpc_omp_taskwait_deps_51(void *, int32_t, int32_t, struct depend *, int32_t, struct depend *, int32_t);
void __kmpc_omp_task_begin_if0(void *, int32_t, struct task *);
void __kmpc_omp_task_complete_if0(void *, int32_t, struct task *);
int32_t __kmpc_omp_taskwait(void *, int32_t);
int32_t __kmpc_omp_taskyield(void *, int32_t, int32_t);
void __kmpc_taskgroup(void *, int32_t);
void __kmpc_end_taskgroup(void *, int32_t);
void __kmpc_taskloop(void *, int32_t, struct task *, int32_t, uint64_t *, uint64_t *, int64_t, int32_t, int32_t,
                     uint64_t, void *);
void __kmpc_taskloop_5(void *, int32_t, struct task *, int32_t, uint64_t *, uint64_t *, int64_t, int32_t,
                       int32_t, uint64_t, int32_t, void *);
void *__kmpc_task_allow_completion_event(void *, int32_t, struct task *);
void __kmpc_proxy_task_completed(int32_t, struct task *);
void __kmpc_proxy_task_completed_ooo(struct task *);
int32_t __kmpc_omp_reg_task_with_affinity(void *, int32_t, struct task *, int32_t, void *);
struct node *__kmpc_task_get_depnode(struct task *);
struct edge *__kmpc_task_get_successors(struct task *);
uint64_t __kmpc_get_taskid(void);
uint64_t __kmpc_get_parent_taskid(void);
bool __kmpc_omp_has_task_team(int32_t);
void **__kmpc_omp_get_target_async_handle_ptr(int32_t);
int32_t __kmpc_invoke_task_func(int32_t);
int32_t __kmpc_global_thread_num(void *);
void *__kmpc_task_reduction_init(int32_t, int32_t, void *);
void *__kmpc_taskred_init(int32_t, int32_t, void *);
void *__kmpc_task_reduction_get_th_data(int32_t, void *, void *);
void *__kmpc_task_reduction_modifier_init(void *, int32_t, int32_t, int32_t, void *);
void *__kmpc_taskred_modifier_init(void *, int32_t, int32_t, int32_t, void *);
void __kmpc_task_reduction_modifier_fini(void *, int32_t, int32_t);
void __kmpc_fork_call(void *, int32_t, void (*)(int32_t *, int32_t *, ...), ...);
void __kmpc_push_num_threads(void *, int32_t, int32_t);
void __kmpc_barrier(void *, int32_t);
int32_t __kmpc_single(void *, int32_t);
void __kmpc_end_single(void *, int32_t);
void omp_fulfill_event(void *);
int omp_in_final(void);

#define GTID __kmpc_global_thread_num(NULL)

static int ran, destroyed;

static int32_t count(int32_t gtid, struct task *t)
{
    EXPECT_EQ(gtid, GTID);
    ran += (int)t->privates[0];
    return 0;
}

static int32_t destroy(int32_t gtid, struct task *t)
{
    (void)gtid;
    (void)t;
    destroyed++;
    return 0;
}

static struct task *new_task(int flags, routine entry, int value)
{
    struct task *t = __kmpc_omp_task_alloc(NULL, GTID, flags, sizeof *t, 2 * sizeof(void *), entry);
    t->privates[0] = value;
    return t;
}

static void layout(void)
{
    struct task *t = __kmpc_omp_task_alloc(NULL, GTID, TIED, 101, 24, count);
    EXPECT_EQ((uintptr_t)t % 64, 0);
    EXPECT(t->entry == count && t->part_id == 0);
    EXPECT_EQ((char *)t->shareds - (char *)t, 104);
    t->privates[0] = 0;
    __kmpc_omp_task(NULL, GTID, t);
    t = __kmpc_omp_task_alloc(NULL, GTID, TIED | DETACHABLE, sizeof *t, 0, NULL);
    EXPECT(t->shareds == NULL);
    __kmpc_omp_task(NULL, GTID, t);

    ran = destroyed = 0;
    t = new_task(TIED | DESTRUCTORS, count, 1);
    t->destructors = destroy;
    EXPECT_EQ(__kmpc_omp_task(NULL, GTID, t), 0);
    t = new_task(TIED | DESTRUCTORS, count, 2);
    t->destructors = destroy;
    __kmpc_omp_task_begin_if0(NULL, GTID, t);
    count(GTID, t);
    __kmpc_omp_task_complete_if0(NULL, GTID, t);
    t = __kmpc_omp_target_task_alloc(NULL, GTID, TIED | HELPER, sizeof *t, 0, count, 0);
    t->privates[0] = 4;
    EXPECT_EQ(__kmpc_omp_reg_task_with_affinity(NULL, GTID, t, 0, NULL), 0);
    __kmpc_omp_task(NULL, GTID, t);
    EXPECT_EQ(ran, 7);
    EXPECT_EQ(destroyed, 2);
}

static int32_t in_parts(int32_t gtid, struct task *t)
{
    if (t->part_id < 5) {
        t->privates[0] += t->part_id++;
        if (t->part_id % 2)
            __kmpc_omp_task_parts(NULL, gtid, t);
        else
            __kmpc_omp_task(NULL, gtid, t);
        return 0;
    }
    ran += (int)t->privates[0];
    return 0;
}

static void parts(void)
{
    ran = 0;
    __kmpc_omp_task_parts(NULL, GTID, new_task(0, in_parts, 0));
    EXPECT_EQ(ran, 10);
    struct task *t = new_task(0, in_parts, 5);
    __kmpc_omp_task_begin_if0(NULL, GTID, t);
    in_parts(GTID, t);
    __kmpc_omp_task_complete_if0(NULL, GTID, t);
    EXPECT_EQ(ran, 25);
}

static int32_t check_final(int32_t gtid, struct task *t)
{
    (void)t;
    EXPECT(omp_in_final());
    __kmpc_omp_task(NULL, gtid, new_task(TIED, count, 3));
    EXPECT_EQ(ran, 3);
    return 0;
}

static uint64_t parent_id, child_id;

static int32_t identify(int32_t gtid, struct task *t)
{
    (void)gtid;
    (void)t;
    child_id = __kmpc_get_taskid();
    EXPECT_EQ(__kmpc_get_parent_taskid(), parent_id);
    return 0;
}

static void identifiers(void)
{
    ran = 0;
    __kmpc_omp_task(NULL, GTID, new_task(TIED | FINAL, check_final, 0));
    EXPECT(!omp_in_final());
    parent_id = __kmpc_get_taskid();
    EXPECT(parent_id != 0 && parent_id == __kmpc_get_taskid());
    __kmpc_omp_task(NULL, GTID, new_task(TIED, identify, 0));
    EXPECT(child_id != 0 && child_id != parent_id);
    EXPECT(!__kmpc_omp_has_task_team(GTID));
    EXPECT(__kmpc_omp_get_target_async_handle_ptr(GTID) == NULL);
}

static void *complete(void *task)
{
    __kmpc_proxy_task_completed_ooo(task);
    return NULL;
}

static void proxies(void)
{
    pthread_t thread;
    ran = 0;
    struct task *t = new_task(PROXY, count, 1);
    __kmpc_omp_task(NULL, GTID, t);
    EXPECT_EQ(ran, 1);
    pthread_create(&thread, NULL, complete, t);
    __kmpc_omp_taskwait(NULL, GTID);
    pthread_join(thread, NULL);
    t = new_task(TIED | PROXY, count, 2);
    __kmpc_taskgroup(NULL, GTID);
    __kmpc_omp_task(NULL, GTID, t);
    __kmpc_proxy_task_completed(GTID, t);
    __kmpc_end_taskgroup(NULL, GTID);
    EXPECT_EQ(ran, 3);
    t = new_task(TIED | DETACHABLE | DESTRUCTORS, count, 4);
    t->destructors = destroy;
    void *event = __kmpc_task_allow_completion_event(NULL, GTID, t);
    EXPECT(event != NULL && event == __kmpc_task_allow_completion_event(NULL, GTID, t));
    destroyed = 0;
    __kmpc_omp_task(NULL, GTID, t);
    EXPECT_EQ(destroyed, 1);
    omp_fulfill_event(event);
    __kmpc_omp_taskwait(NULL, GTID);
    EXPECT_EQ(ran, 7);
}

static void submit(int value, int n, struct depend *list, int nnoalias, struct depend *noalias)
{
    __kmpc_omp_task_with_deps(NULL, GTID, new_task(TIED, count, value), n, list, nnoalias, noalias);
}

static void dependences(void)
{
    int x, y, z;
    struct depend out_xy[] = {{(uintptr_t)&x, 4, OUT}, {(uintptr_t)&y, 4, INOUT}};
    struct depend in_xy[] = {{(uintptr_t)&x, 4, IN}, {(uintptr_t)&y, 4, IN}};
    struct depend twice[] = {{(uintptr_t)&x, 4, IN}, {(uintptr_t)&x, 4, OUT}, {0, 0, IN}};
    struct depend mutex[] = {{(uintptr_t)&x, 4, MUTEX}}, set[] = {{(uintptr_t)&z, 4, SET}};
    struct depend all[] = {{0, 0, ALL}}, in_z[] = {{(uintptr_t)&z, 4, IN}}, all_too[] = {{UINTPTR_MAX, 0, INOUT}};
    ran = 0;
    struct task *a = new_task(TIED, count, 0), *b = new_task(TIED, count, 1), *c = new_task(TIED, count, 2);
    void *event = __kmpc_task_allow_completion_event(NULL, GTID, a);
    __kmpc_omp_task_with_deps(NULL, GTID, a, 1, out_xy, 1, out_xy + 1);
    __kmpc_omp_task_with_deps(NULL, GTID, b, 2, in_xy, 0, NULL);
    __kmpc_omp_task_with_deps(NULL, GTID, c, 3, twice, 0, NULL);
    struct edge *edges = __kmpc_task_get_successors(a);
    EXPECT(edges && edges->to == __kmpc_task_get_depnode(b) && !edges->next); /* once for both */
    edges = __kmpc_task_get_successors(b);
    EXPECT(edges && edges->to == __kmpc_task_get_depnode(c) && !edges->next);
    EXPECT(__kmpc_task_get_successors(c) == NULL);
    submit(4, 1, mutex, 0, NULL);
    submit(8, 0, NULL, 1, set);   /* at once */
    submit(16, 0, NULL, 1, in_z); /* at once, as 8 is complete */
    EXPECT_EQ(ran, 24);
    submit(32, 1, all, 0, NULL);
    submit(64, 1, in_z, 0, NULL);
    submit(128, 1, all_too, 0, NULL);
    __kmpc_omp_taskwait_deps_51(NULL, GTID, 0, NULL, 1, in_z, 1); /* nowait */
    EXPECT_EQ(ran, 24);
    omp_fulfill_event(event);
    __kmpc_omp_wait_deps(NULL, GTID, 1, mutex, 0, NULL);
    EXPECT_EQ(ran, 255);
    __kmpc_omp_taskwait_deps_51(NULL, GTID, 1, all, 0, NULL, 0);
    __kmpc_omp_taskyield(NULL, GTID, 0);
    __kmpc_omp_taskwait(NULL, GTID);
    submit(256, 2, in_xy, 0, NULL);
    EXPECT_EQ(ran, 511);

    /* Undeferred behind an open one: waits, here for a thread that completes it. */
    pthread_t thread;
    a = new_task(PROXY, count, 512);
    __kmpc_omp_task_with_deps(NULL, GTID, a, 2, out_xy, 0, NULL);
    pthread_create(&thread, NULL, complete, a);
    __kmpc_omp_task_with_deps(NULL, GTID, new_task(TIED | MERGED_IF0, count, 1024), 2, in_xy, 0, NULL);
    EXPECT_EQ(ran, 2047);
    pthread_join(thread, NULL);
}

static uint64_t visited;
static int chunks, duplicated, last_chunks;

/* Of from, from + step, ... to, modulo 2^64. */
static uint64_t sum(int64_t from, int64_t to, int64_t step)
{
    uint64_t s = 0;
    for (int64_t k = 0; k <= (to - from) / step; k++)
        s += (uint64_t)(from + k * step);
    return s;
}

static int32_t loop(int32_t gtid, struct task *t)
{
    (void)gtid;
    EXPECT_EQ((char *)t->shareds - (char *)t, sizeof *t);
    EXPECT_EQ(*(int *)t->shareds[0], 77);
    visited += sum(t->privates[0], t->privates[1], t->privates[2]);
    chunks++;
    return 0;
}

static void duplicate(struct task *to, struct task *from, int32_t last)
{
    (void)from;
    to->privates[3] = 1;
    duplicated++;
    last_chunks += last;
}

static void taskloop(int64_t from, int64_t to, int64_t step, int sched, uint64_t clause, int strict, int want)
{
    static int shared = 77;
    struct task *t = new_task(TIED | DESTRUCTORS, loop, 0);
    t->destructors = destroy;
    t->shareds[0] = &shared;
    t->privates[0] = from;
    t->privates[1] = to;
    t->privates[2] = step;
    t->privates[3] = 0;
    uint64_t *lower = (uint64_t *)&t->privates[0], *upper = (uint64_t *)&t->privates[1];
    visited = chunks = duplicated = last_chunks = destroyed = 0;
    if (strict < 0)
        __kmpc_taskloop(NULL, GTID, t, 1, lower, upper, step, 0, sched, clause, (void *)duplicate);
    else
        __kmpc_taskloop_5(NULL, GTID, t, 0, lower, upper, step, 1, sched, clause, strict, (void *)duplicate);
    EXPECT_EQ(visited, sum(from, to, step));
    if (want)
        EXPECT_EQ(chunks, want);
    EXPECT_EQ(duplicated, chunks);
    EXPECT_EQ(last_chunks, 1);
    EXPECT_EQ(destroyed, chunks + 1);
}

static void taskloops(void)
{
    taskloop(0, 99, 1, 1, 10, -1, 10);
    taskloop(0, 99, 1, 1, 11, -1, 9);
    taskloop(0, 99, 1, 1, 11, 1, 10);
    taskloop(0, 99, 1, 1, 1000, 1, 1);
    taskloop(0, 99, 1, 2, 7, 0, 7);
    taskloop(0, 3, 1, 2, 7, 0, 4);
    taskloop(10, -20, -7, 1, 2, -1, 2);
    taskloop(INT64_MAX - 5, INT64_MAX, 5, 2, 2, -1, 2);
    taskloop(0, 99, 1, 0, 0, -1, 0);
}

struct item_1 {
    void *shared;
    size_t bytes;
    void *init, *fini, *combine;
    uint32_t flags;
};

struct item_2 {
    void *shared, *original;
    size_t bytes;
    void *init, *fini, *combine;
    uint32_t flags;
};

static int finished;

static void init_1(int *p)
{
    *p = 100;
}

static void init_2(int *p, int *original)
{
    *p = *original;
}

static void fini(int *p)
{
    (void)p;
    __atomic_fetch_add(&finished, 1, __ATOMIC_RELAXED);
}

static void add(int *into, int *from)
{
    *into += *from;
}

static int old_item, new_item, lazy_item, ten = 10, nthreads, construct_item[2];

static void region(int32_t *gtid, int32_t *tid, ...)
{
    (void)tid;
    if (__kmpc_single(NULL, *gtid)) {
        struct item_1 one = {&old_item, sizeof(int), (void *)init_1, (void *)fini, (void *)add, 0};
        struct item_2 two[2] = {{&new_item, &ten, sizeof(int), (void *)init_2, NULL, (void *)add, 0},
                                {&lazy_item, NULL, sizeof(int), NULL, (void *)fini, (void *)add, 1}};
        __kmpc_taskgroup(NULL, *gtid);
        void *outer = __kmpc_task_reduction_init(*gtid, 1, &one);
        __kmpc_taskgroup(NULL, *gtid);
        void *inner = __kmpc_taskred_init(*gtid, 2, two);
        EXPECT(outer && inner && outer != inner);
        int *o = __kmpc_task_reduction_get_th_data(*gtid, NULL, &old_item);
        int *n = __kmpc_task_reduction_get_th_data(*gtid, inner, &new_item);
        int *l = __kmpc_task_reduction_get_th_data(*gtid, inner, &lazy_item);
        EXPECT(l == __kmpc_task_reduction_get_th_data(*gtid, inner, l));
        EXPECT(o == __kmpc_task_reduction_get_th_data(*gtid, outer, o));
        *o += 1;
        *n += 2;
        *l += 3;
        __kmpc_end_taskgroup(NULL, *gtid);
        __kmpc_end_taskgroup(NULL, *gtid);
        __kmpc_end_single(NULL, *gtid);
    }
    __kmpc_barrier(NULL, *gtid);
    for (int round = 0; round < 10; round++)
        for (int workshare = 0; workshare < 2; workshare++) {
            int mine = 0; /* the construct's own private copy */
            struct item_1 one = {&mine, sizeof(int), NULL, NULL, (void *)add, 0};
            struct item_2 two = {&mine, &ten, sizeof(int), NULL, NULL, (void *)add, 0};
            void *group = workshare ? __kmpc_taskred_modifier_init(NULL, *gtid, 1, 1, &two)
                                    : __kmpc_task_reduction_modifier_init(NULL, *gtid, 0, 1, &one);
            *(int *)__kmpc_task_reduction_get_th_data(*gtid, group, &mine) += 1 + workshare;
            __kmpc_task_reduction_modifier_fini(NULL, *gtid, workshare);
            __atomic_fetch_add(&construct_item[workshare], mine, __ATOMIC_RELAXED);
            __kmpc_barrier(NULL, *gtid);
        }
    __atomic_fetch_add(&nthreads, 1, __ATOMIC_RELAXED);
}

static void reductions(int n)
{
    old_item = new_item = lazy_item = nthreads = finished = construct_item[0] = construct_item[1] = 0;
    __kmpc_push_num_threads(NULL, GTID, n);
    __kmpc_fork_call(NULL, 0, region);
    int copies = nthreads == 1 ? 0 : nthreads; /* a team of one works on the items themselves */
    EXPECT_EQ(old_item, 1 + copies * 100);
    EXPECT_EQ(new_item, 2 + copies * 10);
    EXPECT_EQ(lazy_item, 3);
    EXPECT_EQ(finished, copies ? copies + 1 : 0);
    EXPECT_EQ(construct_item[0], nthreads * 10);
    EXPECT_EQ(construct_item[1], nthreads * 20);
}

static void in_team(int32_t *gtid, int32_t *tid, ...)
{
    static int invoked;
    (void)tid;
    if (*gtid == 0 && !invoked++)
        EXPECT_EQ(__kmpc_invoke_task_func(*gtid), 1);
    else if (*gtid == 0)
        invoked++;
    EXPECT(*gtid != 0 || invoked == 3 || invoked == 2);
    if (__kmpc_single(NULL, *gtid)) {
        layout();
        parts();
        identifiers();
        proxies();
        dependences();
        taskloops();
        __kmpc_end_single(NULL, *gtid);
    }
}

int main(void)
{
    EXPECT_EQ(__kmpc_get_taskid(), 0);
    EXPECT_EQ(__kmpc_get_parent_taskid(), 0);
    layout();
    parts();
    identifiers();
    proxies();
    dependences();
    taskloops();
    reductions(1);
    reductions(3);
    __kmpc_push_num_threads(NULL, GTID, 1);
    __kmpc_fork_call(NULL, 0, in_team);
    return expect_result();
}
