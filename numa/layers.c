/* See layers.h. Every pass is over all processors, a handful of times, once in a process. */
#include "numa/layers.h"

#include <stdlib.h>
#include <string.h>

#include "numa/scan.h"
#include "runtime/base/log.h"

int veda_thing(const struct veda_processor *processor, int thing)
{
    return thing < VEDA_SHARINGS      ? processor->unit[thing]
           : thing == VEDA_THING_KIND ? processor->kind
                                      : processor->layer[thing - VEDA_SHARINGS];
}

int veda_things(const struct veda_topology *t, int thing)
{
    return thing < VEDA_SHARINGS      ? t->units[thing]
           : thing == VEDA_THING_KIND ? (t->kinds > 1 ? t->kinds : 0)
                                      : t->layers[thing - VEDA_SHARINGS];
}

/* --- names ------------------------------------------------------------------------------------------------------ */

/* The first name of a thing is the one that OMP_PLACES has, in the plural. */
static const struct {
    const char *word; /* without a plural's s */
    int thing;
} names[] = {
    {"thread", VEDA_SHARE_THREAD},   {"core", VEDA_SHARE_CORE},       {"ll_cache", VEDA_SHARE_CACHE},
    {"numa_domain", VEDA_SHARE_NODE}, {"socket", VEDA_SHARE_SOCKET},  {"proc_group", VEDA_SHARE_MACHINE},
    {"l1_cache", VEDA_THING_L1},     {"l2_cache", VEDA_THING_L2},     {"l3_cache", VEDA_THING_L3},
    {"module", VEDA_THING_MODULE},   {"die", VEDA_THING_DIE},         {"core_type", VEDA_THING_KIND},
    {"core_eff", VEDA_THING_KIND},   {"fine", VEDA_SHARE_THREAD},     {"numa", VEDA_SHARE_NODE},
    {"node", VEDA_SHARE_NODE},       {"package", VEDA_SHARE_SOCKET},  {"group", VEDA_SHARE_MACHINE},
    {"tile", VEDA_THING_MODULE},     {"l1", VEDA_THING_L1},           {"l2", VEDA_THING_L2},
    {"l3", VEDA_THING_L3},
};
static const struct {
    const char *word;
    int thing;
} letters_of[] = {
    {"s", VEDA_SHARE_SOCKET}, {"d", VEDA_THING_DIE},    {"n", VEDA_SHARE_NODE},
    {"c", VEDA_SHARE_CORE},   {"t", VEDA_SHARE_THREAD}, {"ll", VEDA_SHARE_CACHE},
};

static bool take_name(const char **text, const char *word)
{
    char plural[24];
    size_t n = strlen(word);
    memcpy(plural, word, n);
    memcpy(plural + n, "s", 2);
    return scan_word(text, word) || scan_word(text, plural);
}

int veda_thing_take(const char **text, bool letters)
{
    for (size_t i = 0; letters && i < sizeof letters_of / sizeof *letters_of; i++)
        if (scan_word(text, letters_of[i].word))
            return letters_of[i].thing;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (take_name(text, names[i].word))
            return names[i].thing;
    return -1;
}

const char *veda_thing_name(int thing)
{
    static const char *const plural[VEDA_THINGS] = {
        [VEDA_SHARE_THREAD] = "threads",     [VEDA_SHARE_CORE] = "cores",   [VEDA_SHARE_CACHE] = "ll_caches",
        [VEDA_SHARE_NODE] = "numa_domains",  [VEDA_SHARE_SOCKET] = "sockets", [VEDA_SHARE_MACHINE] = "proc_groups",
        [VEDA_THING_L1] = "l1_caches",       [VEDA_THING_L2] = "l2_caches", [VEDA_THING_L3] = "l3_caches",
        [VEDA_THING_MODULE] = "modules",     [VEDA_THING_DIE] = "dies",     [VEDA_THING_KIND] = "core_types",
    };
    return plural[thing];
}

/* --- nesting ---------------------------------------------------------------------------------------------------- */

static int *filled(int n, int value)
{
    int *array = malloc((size_t)(n ? n : 1) * sizeof *array);
    if (!array)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < n; i++)
        array[i] = value;
    return array;
}

bool veda_thing_nests(const struct veda_topology *t, int above, int below)
{
    int *in = filled(veda_things(t, below), -1);
    bool nests = true;
    for (int i = 0; i < t->n && nests; i++) {
        int part = veda_thing(&t->processor[i], below), whole = veda_thing(&t->processor[i], above);
        nests = in[part] < 0 || in[part] == whole;
        in[part] = whole;
    }
    free(in);
    return nests;
}

bool veda_thing_holds(const struct veda_topology *t, int above, int below)
{
    static const int rank[VEDA_THINGS] = { /* the last-level cache is one of the others under another name */
        [VEDA_SHARE_MACHINE] = 0, [VEDA_SHARE_SOCKET] = 1, [VEDA_SHARE_NODE] = 2, [VEDA_THING_DIE] = 3,
        [VEDA_THING_KIND] = 4,    [VEDA_THING_L3] = 5,     [VEDA_SHARE_CACHE] = 5, [VEDA_THING_MODULE] = 7,
        [VEDA_THING_L2] = 8,      [VEDA_THING_L1] = 9,     [VEDA_SHARE_CORE] = 10, [VEDA_SHARE_THREAD] = 11,
    };
    return above != below && veda_thing_nests(t, above, below) &&
           (!veda_thing_nests(t, below, above) || rank[above] < rank[below]);
}

/* A layer with one thing in it tells nobody apart. */
static void insert(const struct veda_topology *t, struct veda_levels *levels, int thing)
{
    int at = 0;
    if (veda_things(t, thing) < 2)
        return;
    while (at < levels->n && veda_thing_nests(t, levels->thing[at], thing)) {
        if (veda_thing_nests(t, thing, levels->thing[at]))
            return; /* the same things */
        at++;
    }
    if (at == levels->n || !veda_thing_nests(t, thing, levels->thing[at]))
        return; /* it lies across */
    memmove(levels->thing + at + 1, levels->thing + at, (size_t)(levels->n - at) * sizeof *levels->thing);
    levels->thing[at] = thing;
    levels->n++;
}

/* In the order of preference where two layers have the same things: libomp's. */
struct veda_levels veda_levels_of(const struct veda_topology *t)
{
    static const int others[] = {VEDA_SHARE_NODE, VEDA_THING_DIE, VEDA_THING_MODULE, VEDA_THING_L3,
                                 VEDA_THING_L2,   VEDA_THING_L1,  VEDA_SHARE_CACHE};
    struct veda_levels levels = {3, {VEDA_SHARE_SOCKET, VEDA_SHARE_CORE, VEDA_SHARE_THREAD}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        insert(t, &levels, others[i]);
    return levels;
}

int veda_thing_order(const struct veda_topology *t, int thing, int parent, const bool *counted, int *sub)
{
    int parents = parent < 0 ? 1 : veda_things(t, parent), most = 0;
    int *number = filled(veda_things(t, thing), -1), *next = filled(parents, 0);
    for (int i = 0; i < t->n; i++) {
        sub[i] = -1;
        if (counted && !counted[i])
            continue;
        int own = veda_thing(&t->processor[i], thing), in = parent < 0 ? 0 : veda_thing(&t->processor[i], parent);
        if (number[own] < 0)
            number[own] = next[in]++;
        sub[i] = number[own];
        most = next[in] > most ? next[in] : most;
    }
    free(number);
    free(next);
    return most;
}
