/* memory: what omp_alloc + omp_free cost, with malloc + free next to them.
 *
 *     memory ROW                     prints a line "ROW figure ns": omp_alloc's, as many threads as OMP_NUM_THREADS says
 *     memory --list                  prints the names of the rows, what they are, and their unit
 *     memory [THREADS [SAMPLES]]     both in one process, a line a row: name, threads, ns of each, ratio
 *
 * Built without OpenMP, the first two are about malloc. A row has the same rounds with either; the median of the samples
 * is printed, of both in turn in the third, in nanoseconds a pair of one allocation and one free, of one thread. Every
 * block is written at both ends and looked at before it is freed: a wrong one ends the program with status 1. Threads
 * are the program's own (pthreads), so that the rows do not depend on the runtime's regions; the runtime is whatever
 * the loader finds. MEMORY_SCALE: factor of how many rounds a sample has.
 */
#define _GNU_SOURCE
#ifdef _OPENMP
#include <omp.h>
#endif
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS_MOST = 256, STACK = 64, LIVE = 256, BATCH = 64, GROWN = 4096, SAMPLES_MOST = 1000 };

struct api {
    void *(*get)(size_t bytes);
    void (*put)(void *p);
};

static void *(*volatile malloc_kept)(size_t) = malloc; /* or the compiler takes the pair away */
static void (*volatile free_kept)(void *) = free;

static void *c_get(size_t bytes)
{
    return malloc_kept(bytes);
}

static void c_put(void *p)
{
    free_kept(p);
}

#ifdef _OPENMP
static void *omp_get(size_t bytes)
{
    return omp_alloc(bytes, omp_default_mem_alloc);
}

static void omp_put(void *p)
{
    omp_free(p, omp_default_mem_alloc);
}
#else
#define omp_get c_get
#define omp_put c_put
#define omp_get_max_threads() atoi(getenv("OMP_NUM_THREADS") ? getenv("OMP_NUM_THREADS") : "1")
#endif

static const struct api apis[2] = {{omp_get, omp_put}, {c_get, c_put}};

struct thread {
    int id;
    const struct api *api;
    uint64_t seed;
    void *live[LIVE];
    _Atomic(void **) box; /* what the neighbour gives us to free; NULL: taken */
    char pad[128];
};

static struct thread threads[THREADS_MOST];
static int nthreads;

static void wrong(void)
{
    fprintf(stderr, "memory: a block is not what was written into it\n");
    exit(1);
}

static inline void *get(const struct thread *t, size_t bytes)
{
    char *p = t->api->get(bytes);
    if (!p)
        wrong();
    *(uint32_t *)p = (uint32_t)bytes;
    p[bytes - 1] = (char)bytes;
    return p;
}

static inline void put(const struct thread *t, void *p)
{
    uint32_t bytes = *(uint32_t *)p;
    if (bytes < 8 || bytes > 1024 || ((char *)p)[bytes - 1] != (char)bytes)
        wrong();
    t->api->put(p);
}

static inline uint32_t next(struct thread *t)
{
    t->seed = t->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(t->seed >> 33);
}

static size_t mixed(struct thread *t)
{
    return 8 + next(t) % 505;
}

static long pair(struct thread *t, long rounds)
{
    for (long i = 0; i < rounds; i++)
        put(t, get(t, 64));
    return rounds;
}

static long stack(struct thread *t, long rounds)
{
    for (long i = 0; i < rounds / STACK; i++) {
        for (int k = 0; k < STACK; k++)
            t->live[k] = get(t, mixed(t));
        for (int k = STACK - 1; k >= 0; k--)
            put(t, t->live[k]);
    }
    return rounds / STACK * STACK;
}

static long random_one(struct thread *t, long rounds)
{
    for (int k = 0; k < LIVE; k++)
        t->live[k] = get(t, mixed(t));
    for (long i = 0; i < rounds; i++) {
        int k = next(t) % LIVE;
        put(t, t->live[k]);
        t->live[k] = get(t, mixed(t));
    }
    for (int k = 0; k < LIVE; k++)
        put(t, t->live[k]);
    return rounds + LIVE;
}

/* Two lots of ours are on their way at most; a lot that comes is freed at once. */
static long remote(struct thread *t, long rounds)
{
    struct thread *to = &threads[(t->id + 1) % nthreads];
    void *lot[2][BATCH];
    long lots = rounds / BATCH, sent = 0, freed = 0;
    while (freed < lots || sent < lots || atomic_load(&to->box)) {
        void **mine = atomic_load_explicit(&t->box, memory_order_acquire);
        if (mine) {
            for (int k = 0; k < BATCH; k++)
                put(t, mine[k]);
            atomic_store_explicit(&t->box, NULL, memory_order_release);
            freed++;
        }
        if (sent < lots && !atomic_load_explicit(&to->box, memory_order_acquire)) {
            void **l = lot[sent & 1];
            for (int k = 0; k < BATCH; k++)
                l[k] = get(t, 64);
            atomic_store_explicit(&to->box, l, memory_order_release);
            sent++;
        } else if (!mine) {
            sched_yield();
        }
    }
    return lots * BATCH;
}

static long grow(struct thread *t, long rounds)
{
    void **p = malloc(GROWN * sizeof *p);
    for (long i = 0; i < rounds / GROWN; i++) {
        for (int k = 0; k < GROWN; k++)
            p[k] = get(t, 48);
        for (int k = 0; k < GROWN; k++)
            put(t, p[k]);
    }
    free(p);
    return rounds / GROWN * GROWN;
}

static const struct pattern {
    const char *name, *what;
    long (*run)(struct thread *t, long rounds);
    long rounds;
} patterns[] = {
    {"pair", "a block of 64 bytes, freed at once", pair, 1 << 18},
    {"stack", "64 blocks of 8 to 512 bytes, freed last first", stack, 1 << 18},
    {"random", "256 blocks of 8 to 512 bytes, one at random freed and got anew", random_one, 1 << 18},
    {"remote", "64 bytes, each thread frees what its neighbour got, 64 at a time", remote, 1 << 17},
    {"grow", "4096 blocks of 48 bytes, then freed in the order that they came", grow, 1 << 18},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

static pthread_barrier_t start, end;
static const struct pattern *now;
static long done;
static double scale = 1;

static void *member(void *arg)
{
    struct thread *t = arg;
    for (;;) {
        pthread_barrier_wait(&start);
        if (!now)
            return NULL;
        long rounds = (long)((double)now->rounds * scale);
        long n = now->run(t, rounds < GROWN ? GROWN : rounds);
        if (t->id == 0)
            done = n;
        pthread_barrier_wait(&end);
    }
}

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static double sample(const struct pattern *p, const struct api *api)
{
    now = p;
    for (int i = 0; i < nthreads; i++)
        threads[i].api = api;
    pthread_barrier_wait(&start);
    double since = seconds();
    pthread_barrier_wait(&end);
    return (seconds() - since) * 1e9 / (double)done;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The patterns that can be had with so many threads. */
static int has(const struct pattern *p)
{
    return p->run != remote || nthreads > 1;
}

static double median(double *ns, int samples)
{
    qsort(ns, (size_t)samples, sizeof *ns, by_size);
    return ns[samples / 2];
}

/* omp_alloc's, and malloc's where napis is 2; the first sample of each is not counted. */
static void measure(const struct pattern *p, int samples, int napis, double result[2])
{
    static double ns[2][SAMPLES_MOST];
    for (int s = -1; s < samples; s++)
        for (int a = 0; a < napis; a++) {
            int which = (a + s + napis) % napis;
            ns[which][s < 0 ? 0 : s] = sample(p, &apis[which]);
        }
    for (int a = 0; a < napis; a++)
        result[a] = median(ns[a], samples);
}

static int begin(pthread_t native[])
{
    pthread_barrier_init(&start, NULL, (unsigned)nthreads + 1);
    pthread_barrier_init(&end, NULL, (unsigned)nthreads + 1);
    for (int i = 0; i < nthreads; i++) {
        threads[i].id = i;
        threads[i].seed = (uint64_t)i * 7919 + 1;
        if (pthread_create(&native[i], NULL, member, &threads[i]))
            return 0;
    }
    return 1;
}

static void finish(pthread_t native[])
{
    now = NULL;
    pthread_barrier_wait(&start);
    for (int i = 0; i < nthreads; i++)
        pthread_join(native[i], NULL);
}

/* compare.py's: one row. */
static void show_row(const struct pattern *p)
{
    double ns[2];
    if (!has(p)) {
        printf("%s - ns\n", p->name);
        return;
    }
    measure(p, 9, 1, ns);
    printf("%s %.3f ns\n", p->name, ns[0]);
}

/* By hand: all rows. */
static void show_beside_malloc(int samples)
{
    for (const struct pattern *p = patterns; p < patterns + PATTERNS; p++) {
        double ns[2];
        if (!has(p))
            continue;
        measure(p, samples, 2, ns);
        printf("%-7s %3d threads  omp_alloc %8.2f ns  malloc %8.2f ns  ratio %.2f\n", p->name, nthreads, ns[0], ns[1],
               ns[0] / ns[1]);
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    const struct pattern *row = NULL;
    pthread_t native[THREADS_MOST];
    const char *factor = getenv("MEMORY_SCALE");
    scale = factor ? atof(factor) : 1;
    for (const struct pattern *p = patterns; p < patterns + PATTERNS; p++) {
        if (argc > 1 && !strcmp(argv[1], "--list"))
            printf("%s\t%s\tns\n", p->name, p->what);
        if (argc > 1 && !strcmp(argv[1], p->name))
            row = p;
    }
    if (argc > 1 && !strcmp(argv[1], "--list"))
        return 0;
    nthreads = row ? omp_get_max_threads() : argc > 1 ? atoi(argv[1]) : 1;
    int samples = argc > 2 ? atoi(argv[2]) : 15;
    if (nthreads < 1 || nthreads > THREADS_MOST || samples < 1 || samples > SAMPLES_MOST || !(scale > 0)) {
        fprintf(stderr, "usage: memory ROW | --list | [THREADS [SAMPLES]]\n");
        return 2;
    }
    if (!begin(native))
        return 1;
    if (row)
        show_row(row);
    else
        show_beside_malloc(samples);
    finish(native);
    return 0;
}
