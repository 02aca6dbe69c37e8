/* The command `veda`. So far it has one thing to tell:
 *
 *   veda info [--threads N[,N...]] [--bind POLICY[,POLICY...]] [--compiler gcc|clang] [--svg FILE]
 *
 * --help anywhere says so and no more.
 * --compiler: whose program it is; teams larger than their places fill these up as the compiler's own runtime does.
 * It reads OMP_PLACES, OMP_PROC_BIND, OMP_NUM_THREADS, GOMP_CPU_AFFINITY, KMP_AFFINITY and KMP_HW_SUBSET as the library
 * does and binds nobody. hwloc is linked, not opened: the command has no start to keep short. */
#include <stdlib.h>
#include <string.h>

#include "numa/info/info.h"
#include "numa/layers.h"
#include "numa/module.h"
#include "numa/placement.h"
#include "numa/scan.h"

/* --- what was asked --------------------------------------------------------------------------------------------- */

struct levels {
    int n;
    int value[VEDA_INFO_LEVELS];
};

static void say_usage(FILE *out)
{
    fputs("usage: veda info [--threads N[,N...]] [--bind POLICY[,POLICY...]] [--compiler gcc|clang] [--svg FILE]\n", out);
}

static int usage(void)
{
    say_usage(stderr);
    return 2;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

static bool parse_numbers(const char *text, struct levels *levels)
{
    *levels = (struct levels){0};
    do {
        int64_t n;
        if (!scan_number(&text, &n) || n < 1 || n > 1 << 16)
            return false;
        if (levels->n < VEDA_INFO_LEVELS)
            levels->value[levels->n++] = (int)n;
    } while (scan_take(&text, ','));
    return scan_end(text);
}

static const struct {
    const char *word;
    int policy;
} policies[] = {
    {"false", 0},
    {"true", VEDA_PLACE_TRUE},
    {"primary", VEDA_PLACE_PRIMARY},
    {"master", VEDA_PLACE_PRIMARY},
    {"close", VEDA_PLACE_CLOSE},
    {"spread", VEDA_PLACE_SPREAD},
    {"cycle", VEDA_PLACE_CYCLE},
    {"balanced", VEDA_PLACE_BALANCED},
};
enum { POLICIES = sizeof policies / sizeof *policies, OF_THE_STANDARD = 6 };

static bool parse_policies(const char *text, struct levels *levels)
{
    *levels = (struct levels){0};
    do {
        int i = 0;
        while (i < OF_THE_STANDARD && !scan_word(&text, policies[i].word))
            i++;
        if (i == OF_THE_STANDARD)
            return false;
        if (levels->n < VEDA_INFO_LEVELS)
            levels->value[levels->n++] = policies[i].policy;
    } while (scan_take(&text, ','));
    return scan_end(text);
}

static const char *policy_word(int policy)
{
    for (int i = 0; i < POLICIES; i++)
        if (policies[i].policy == policy)
            return policies[i].word;
    return "none";
}

/* The last one counts for all levels below. */
static int at_level(const struct levels *levels, int level)
{
    return levels->value[level < levels->n ? level : levels->n - 1];
}

/* --- the machine ------------------------------------------------------------------------------------------------ */

#ifdef VEDA_HWLOC
veda_topology_fill_fn veda_topology_fill;

static bool in_mask(int cpu, void *arg)
{
    const struct veda_topology *plain = arg;
    for (int i = 0; i < plain->n; i++)
        if (plain->processor[i].cpu == cpu)
            return true;
    return false;
}

static bool any(int cpu, void *arg)
{
    (void)cpu, (void)arg;
    return true;
}
#endif

static const struct veda_topology *machine(bool respect)
{
    const struct veda_topology *plain = veda_topology_plain();
#ifdef VEDA_HWLOC
    static struct veda_topology t;
    const char *why = veda_topology_fill(
        &(struct veda_topology_wish){
            .bytes = VEDA_TOPOLOGY_BYTES, .may_use = respect ? in_mask : any, .arg = (void *)plain},
        &t);
    if (!why)
        return &t;
    fprintf(stderr, "veda: %s; each processor counts as a core and a socket of its own\n", why);
#else
    (void)respect;
#endif
    return plain;
}

/* --- who sits where --------------------------------------------------------------------------------------------- */

static void add_seat(struct veda_info *info, struct veda_seat seat)
{
    info->seat = realloc(info->seat, (size_t)(info->seats + 1) * sizeof *info->seat);
    if (!info->seat) {
        fputs("veda: no memory\n", stderr);
        exit(1);
    }
    info->seat[info->seats++] = seat;
}

/* The team that the thread of that seat forks at that level, and the teams below it. */
static void fork_team(struct veda_info *info, const struct levels *threads, const struct levels *policy,
                      struct veda_seat parent, int level)
{
    struct veda_team_placement team = {
        .policy = (uint8_t)at_level(policy, level),
        .rest = info->rest,
        .nthreads = at_level(threads, level),
        .place = parent.place,
        .group = info->answer.group,
        .partition = {parent.first, parent.n},
    };
    for (int tid = 0; tid < team.nthreads; tid++) {
        struct veda_seat seat = parent;
        struct veda_partition partition = team.partition;
        seat.level = level + 1;
        seat.number[level] = tid;
        if (info->answer.places && team.policy)
            veda_placement(&team, tid, &seat.place, &partition);
        seat.first = partition.first, seat.n = partition.n;
        if (level + 1 < threads->n)
            fork_team(info, threads, policy, seat, level + 1);
        else
            add_seat(info, seat);
    }
}

/* --- as text ---------------------------------------------------------------------------------------------------- */

static void show_machine(const struct veda_topology *t)
{
    static const char *const memory[] = {"DRAM", "high bandwidth", "large", "of a device"};
    printf("machine %s%s\n", *t->name ? t->name : "without a name", t->real ? "" : ", described by hwloc's variables");
    printf("processors %d:", t->n);
    for (int s = VEDA_SHARE_SOCKET; s >= VEDA_SHARE_CORE; s--)
        printf(" %d %s%s", t->units[s], veda_thing_name(s), s > VEDA_SHARE_CORE ? "," : "\n");
    for (int k = 0; k < t->kinds && t->kinds > 1; k++) {
        int n = 0;
        for (int i = 0; i < t->n; i++)
            n += t->processor[i].kind == k;
        printf("kind %d: %d processors, %s, efficiency %d\n", k, n, *t->kind[k].type ? t->kind[k].type : "unnamed",
               t->kind[k].efficiency);
    }
    for (int i = 0; i < t->nodes; i++) {
        const struct veda_memory_node *node = &t->node[i];
        printf("memory %d: %llu MiB, %s", node->number, (unsigned long long)(node->bytes >> 20), memory[node->kind]);
        if (node->bandwidth_mb_s)
            printf(", %llu MB/s", (unsigned long long)node->bandwidth_mb_s);
        if (node->latency_ns)
            printf(", %llu ns", (unsigned long long)node->latency_ns);
        printf(node->local < 0 ? ", near no processor\n" : ", near numa_domain %d\n", node->local);
    }
    for (int i = 0; t->distance && i < t->nodes; i++) {
        printf("distances from %d:", t->node[i].number);
        for (int k = 0; k < t->nodes; k++)
            printf(" %u", t->distance[i * t->nodes + k]);
        printf("\n");
    }
    for (int i = 0; i < t->n; i++) {
        const struct veda_processor *p = &t->processor[i];
        printf("cpu %d: socket %d, numa_domain %d, ll_cache %d, core %d", p->cpu, p->unit[VEDA_SHARE_SOCKET],
               p->unit[VEDA_SHARE_NODE], p->unit[VEDA_SHARE_CACHE], p->unit[VEDA_SHARE_CORE]);
        printf(t->kinds > 1 ? " of kind %d\n" : "\n", p->kind);
    }
}

static void show_places(const struct veda_info *info)
{
    const struct veda_places *places = info->answer.places;
    if (!places) {
        puts("places: none, threads are not bound");
        return;
    }
    size_t size = (size_t)veda_places_text(places, NULL, 0) + 1;
    char *text = malloc(size);
    if (!text)
        return;
    veda_places_text(places, text, size);
    printf("places %d: %s\n", places->n, text);
    free(text);
}

static void show_seats(const struct veda_info *info)
{
    printf("policy %s\n", info->policy);
    for (int i = 0; i < info->seats; i++) {
        const struct veda_seat *seat = &info->seat[i];
        printf("thread ");
        for (int level = 0; level < seat->level; level++)
            printf(level ? ".%d" : "%d", seat->number[level]);
        if (seat->place < 0)
            printf(": anywhere\n");
        else
            printf(": place %d, partition %d to %d\n", seat->place, seat->first, seat->first + seat->n - 1);
    }
}

/* --- all of it -------------------------------------------------------------------------------------------------- */

static int info_command(const char *threads_text, const char *bind_text, const char *compiler, const char *svg)
{
    struct levels threads = {0}, bind = {0};
    threads_text = threads_text ? threads_text : getenv("OMP_NUM_THREADS");
    bind_text = bind_text ? bind_text : getenv("OMP_PROC_BIND");
    if (threads_text && *threads_text && !parse_numbers(threads_text, &threads)) {
        fprintf(stderr, "veda: %s is no number of threads\n", threads_text);
        return 2;
    }
    if (bind_text && *bind_text && !parse_policies(bind_text, &bind)) {
        fprintf(stderr, "veda: %s is no way to bind\n", bind_text);
        return 2;
    }
    const char *subset = getenv("KMP_HW_SUBSET");
    struct veda_places_request request = {
        .affinity = getenv("KMP_AFFINITY"),
        .cpus = getenv("GOMP_CPU_AFFINITY"),
        .places = getenv("OMP_PLACES"),
        .subset = subset ? subset : getenv("KMP_PLACE_THREADS"),
        .bind_set = bind.n > 0,
        .bind = bind.n > 0 && bind.value[0],
    };
    bool gcc = compiler && !strcmp(compiler, "gcc");
    if (compiler && !gcc && strcmp(compiler, "clang"))
        return usage();
    struct veda_info info = {
        .topology = machine(veda_places_respect(&request)),
        .rest = gcc ? VEDA_REST_ROUND : VEDA_REST_CONSECUTIVE,
    };
    veda_places_make(&request, info.topology, &info.answer);
    if (!threads.n)
        threads = (struct levels){1, {info.answer.available}};
    if (!bind.n)
        bind = (struct levels){1, {info.answer.places ? VEDA_PLACE_TRUE : 0}};
    if (info.answer.policy != VEDA_POLICY_UNCHANGED)
        bind = (struct levels){1, {info.answer.policy}};
    info.policy = policy_word(bind.value[0]);
    struct veda_seat root = {.place = -1};
    if (info.answer.places)
        root = (struct veda_seat){.place = info.answer.first, .n = info.answer.places->n};
    fork_team(&info, &threads, &bind, root, 0);

    show_machine(info.topology);
    show_places(&info);
    show_seats(&info);
    int status = 0;
    if (svg) {
        FILE *out = fopen(svg, "w");
        if (!out || !veda_info_svg(&info, out) || fclose(out)) {
            fprintf(stderr, "veda: %s cannot be written\n", svg);
            status = 1;
        }
    }
    free(info.answer.places);
    free(info.seat);
    return status;
}

int main(int argc, char **argv)
{
    const char *threads = NULL, *bind = NULL, *compiler = NULL, *svg = NULL;
    if (asks_for_help(argc, argv)) {
        say_usage(stdout);
        return 0;
    }
    if (argc < 2 || strcmp(argv[1], "info"))
        return usage();
    for (int i = 2; i < argc; i += 2) {
        const char **option = !strcmp(argv[i], "--threads")    ? &threads
                              : !strcmp(argv[i], "--bind")     ? &bind
                              : !strcmp(argv[i], "--compiler") ? &compiler
                              : !strcmp(argv[i], "--svg")      ? &svg
                                                               : NULL;
        if (!option || i + 1 == argc)
            return usage();
        *option = argv[i + 1];
    }
    return info_command(threads, bind, compiler, svg);
}
