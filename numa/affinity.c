/* See affinity.h. The order of places is that of libomp: processors are sorted by where they come within each
 * layer of the machine, and the type says which layer counts first; then each stands for the place of its
 * granularity, so that with granularity=core a core stands as often as it has hardware threads, unless
 * noduplicates is said. */
#include "numa/affinity.h"

#include <stdlib.h>
#include <string.h>

#include "numa/layers.h"
#include "numa/placement.h"
#include "numa/scan.h"
#include "runtime/base/log.h"

/* --- text ------------------------------------------------------------------------------------------------------- */

struct reading {
    struct veda_affinity *to;
    int numbers;    /* how many of permute and offset were given */
    int number[2];
    char odd[128];  /* words that mean nothing, comma-separated */
    bool list_only; /* proclist= was there, and no type */
};

static bool take_type(const char **p, int *type)
{
    static const struct {
        const char *word;
        int type;
    } words[] = {
        {"none", VEDA_AFFINITY_NONE},         {"disabled", VEDA_AFFINITY_DISABLED},
        {"compact", VEDA_AFFINITY_COMPACT},   {"scatter", VEDA_AFFINITY_SCATTER},
        {"balanced", VEDA_AFFINITY_BALANCED}, {"explicit", VEDA_AFFINITY_EXPLICIT},
        {"logical", VEDA_AFFINITY_LOGICAL},   {"physical", VEDA_AFFINITY_PHYSICAL},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scan_word(p, words[i].word)) {
            *type = words[i].type;
            return true;
        }
    return false;
}

static bool take_flag(const char **p, struct veda_affinity *a)
{
    const struct {
        const char *word;
        bool *flag;
        bool value;
    } words[] = {
        {"verbose", &a->verbose, true},       {"noverbose", &a->verbose, false},
        {"warnings", &a->quiet, false},       {"nowarnings", &a->quiet, true},
        {"respect", &a->respect, true},       {"norespect", &a->respect, false},
        {"reset", &a->reset, true},           {"noreset", &a->reset, false},
        {"duplicates", &a->duplicates, true}, {"noduplicates", &a->duplicates, false},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scan_word(p, words[i].word)) {
            *words[i].flag = words[i].value;
            return true;
        }
    return false;
}

/* granularity=THING; core_type and the like only make sense where kinds differ, which is found out later. */
static bool take_granularity(const char **p, struct veda_affinity *a)
{
    const char *q = *p;
    if (!(scan_word(&q, "granularity") || scan_word(&q, "gran")) || !scan_take(&q, '='))
        return false;
    int thing = veda_thing_take(&q, false);
    if (thing < 0)
        return false;
    a->thing = thing;
    *p = q;
    return true;
}

static bool take_proclist(const char **p, struct veda_affinity *a)
{
    const char *q = *p;
    struct veda_place_list list = {0};
    if (!scan_word(&q, "proclist") || !scan_take(&q, '='))
        return false;
    if (!veda_place_list_parse_brackets(&q, &list)) {
        veda_place_list_free(&list);
        return false;
    }
    veda_place_list_free(&a->list);
    a->list = list;
    *p = q;
    return true;
}

/* What stands up to the next comma outside brackets is no word of ours. */
static void skip_odd(const char **p, struct reading *r)
{
    scan_blanks(p);
    const char *from = *p;
    for (bool inside = false; **p && (inside || **p != ','); ++*p)
        inside = **p == '[' || (inside && **p != ']');
    size_t have = strlen(r->odd), n = (size_t)(*p - from);
    if (have && have + 2 < sizeof r->odd)
        r->odd[have++] = ',', r->odd[have] = 0;
    if (n > sizeof r->odd - 1 - have)
        n = sizeof r->odd - 1 - have;
    memcpy(r->odd + have, from, n);
    r->odd[have + n] = 0;
}

static void take_one(const char **p, struct reading *r)
{
    struct veda_affinity *a = r->to;
    const char *q = *p;
    int64_t number;
    int type;
    bool good = true;
    if (take_type(&q, &type)) {
        good = a->type == VEDA_AFFINITY_UNSET; /* the first one counts */
        if (good)
            a->type = type;
    } else if (r->numbers < 2 && scan_number(&q, &number)) {
        r->number[r->numbers++] = (int)number;
    } else {
        good = take_flag(&q, a) || take_granularity(&q, a) || take_proclist(&q, a);
    }
    scan_blanks(&q);
    if (good && (!*q || *q == ','))
        *p = q;
    else
        skip_odd(p, r);
}

void veda_affinity_parse(const char *text, struct veda_affinity *affinity, bool silent)
{
    struct veda_affinity *a = affinity;
    *a = (struct veda_affinity){.thing = -1, .respect = true, .duplicates = true};
    struct reading r = {.to = a};
    for (const char *p = text; !scan_end(p);) {
        take_one(&p, &r);
        if (!scan_take(&p, ','))
            break; /* the end */
    }
    bool one = a->type == VEDA_AFFINITY_LOGICAL || a->type == VEDA_AFFINITY_PHYSICAL;
    a->offset = one && r.numbers == 1 ? r.number[0] : r.number[1];
    a->permute = one ? 0 : r.number[0];
    silent = silent || a->quiet;
    if (*r.odd && !silent)
        veda_warn("KMP_AFFINITY=%.200s: %s not understood or said twice; left out", text, r.odd);
    if (a->type == VEDA_AFFINITY_UNSET && a->list.n)
        a->type = VEDA_AFFINITY_EXPLICIT;
    if (a->type == VEDA_AFFINITY_EXPLICIT && !a->list.n) {
        if (!silent)
            veda_warn("KMP_AFFINITY=%.200s: explicit without proclist=[...]; threads are not bound", text);
        a->type = VEDA_AFFINITY_NONE;
    }
}

/* --- places ----------------------------------------------------------------------------------------------------- */

/* A processor and where it comes in each layer, the layer that counts most first. */
struct sorted {
    int at; /* in the topology */
    int key[VEDA_MOST_LEVELS];
};

static int by_keys(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    for (int k = 0; k < VEDA_MOST_LEVELS; k++)
        if (x->key[k] != y->key[k])
            return x->key[k] < y->key[k] ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Which layer counts first: `inner` layers from the hardware thread up, then the others from the socket down. */
static int level_of_key(int key, int inner, int levels)
{
    return key < inner ? levels - 1 - key : key - inner;
}

/* Processors of t by where they come in the whole machine, of which t may be a part: what a subset leaves out still
 * counts. Both are ordered alike. */
static struct sorted *sort(const struct veda_topology *t, const struct veda_topology *whole, int inner)
{
    struct veda_levels levels = veda_levels_of(whole);
    struct sorted *s = calloc((size_t)t->n, sizeof *s);
    int *order = malloc((size_t)whole->n * sizeof *order);
    if (!s || !order)
        veda_fatal("no memory for a list of places");
    for (int key = 0; key < levels.n; key++) {
        int level = level_of_key(key, inner, levels.n);
        veda_thing_order(whole, levels.thing[level], level ? levels.thing[level - 1] : -1, NULL, order);
        for (int i = 0, at = 0; i < whole->n && at < t->n; i++)
            if (whole->processor[i].cpu == t->processor[at].cpu)
                s[at++].key[key] = order[i];
    }
    for (int i = 0; i < t->n; i++)
        s[i].at = i;
    free(order);
    qsort(s, (size_t)t->n, sizeof *s, by_keys);
    return s;
}

struct machine {
    const struct veda_topology *used, *whole; /* what KMP_HW_SUBSET leaves, and what it leaves it of */
};

static int threads_to_a_core(const struct veda_topology *t, bool *uniform)
{
    int most = 0, *count = calloc((size_t)t->units[VEDA_SHARE_CORE], sizeof *count);
    if (!count)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < t->n; i++)
        if (++count[t->processor[i].unit[VEDA_SHARE_CORE]] > most)
            most = count[t->processor[i].unit[VEDA_SHARE_CORE]];
    *uniform = most * t->units[VEDA_SHARE_CORE] == t->n;
    free(count);
    return most;
}

/* How many layers count from the inside; depth is the number of layers. */
static int inner_layers(const struct veda_affinity *a, int depth, int threads)
{
    switch (a->type) {
    case VEDA_AFFINITY_SCATTER: return a->permute >= depth ? 0 : depth - 1 - a->permute;
    case VEDA_AFFINITY_COMPACT: return a->permute >= depth ? depth - 1 : a->permute;
    case VEDA_AFFINITY_PHYSICAL: return threads > 1 ? 1 : 0;
    default: return 0;
    }
}

/* All processors of the thing that processor `at` is part of. */
static bool add_thing(const struct veda_topology *t, int thing, int at, struct veda_place_list *list)
{
    size_t from = list->numbers;
    for (int i = 0; i < t->n; i++)
        if (thing == VEDA_SHARE_THREAD ? i == at
                                       : veda_thing(&t->processor[i], thing) == veda_thing(&t->processor[at], thing))
            if (!veda_place_list_number(list, t->processor[i].cpu))
                return false;
    return veda_place_list_close(list, from);
}

static void sorted_places(const struct veda_affinity *a, const struct machine *m, int thing, int inner,
                          bool duplicates, struct veda_place_list *list)
{
    const struct veda_topology *t = m->used;
    int things = veda_things(t, thing);
    bool *had = calloc((size_t)(things > 0 ? things : 1), sizeof *had);
    if (!had)
        veda_fatal("no memory for a list of places");
    struct sorted *s = sort(t, m->whole, inner);
    for (int i = 0; i < t->n; i++) {
        int own = thing == VEDA_SHARE_THREAD ? 0 : veda_thing(&t->processor[s[i].at], thing);
        if (thing != VEDA_SHARE_THREAD && had[own] && !duplicates)
            continue;
        had[own] = true;
        if (!add_thing(t, thing, s[i].at, list)) {
            if (!a->quiet)
                veda_warn("KMP_AFFINITY: a list of more than %d places; the first %d are used", list->n, list->n);
            break;
        }
    }
    free(s);
    free(had);
}

/* What the granularity is on this machine; core where it has no such thing. */
static int granularity(const struct veda_affinity *a, const char *text, const struct veda_topology *t)
{
    if (a->thing < 0)
        return VEDA_SHARE_CORE;
    if (veda_things(t, a->thing))
        return a->thing;
    if (!a->quiet)
        veda_warn("KMP_AFFINITY=%.200s: the machine has no %s; granularity=core is used", text,
                  veda_thing_name(a->thing));
    return VEDA_SHARE_CORE;
}

static void balanced(const struct veda_affinity *a, const char *text, const struct machine *m,
                     struct veda_place_list *list, struct veda_places_answer *answer)
{
    bool uniform;
    int threads = threads_to_a_core(m->used, &uniform), thing = granularity(a, text, m->used);
    bool fine = thing == VEDA_SHARE_THREAD;
    if ((fine && !uniform) || (!fine && thing != VEDA_SHARE_CORE)) {
        if (!a->quiet)
            veda_warn("KMP_AFFINITY=%.200s: balanced cannot have that granularity here; granularity=core is used",
                      text);
        fine = false;
    }
    sorted_places(a, m, fine ? VEDA_SHARE_THREAD : VEDA_SHARE_CORE, 0, false, list);
    answer->policy = VEDA_PLACE_BALANCED;
    answer->group = fine ? threads : 1;
}

/* proclist's places, each processor widened to the thing that it is part of. */
static void explicit_places(const struct veda_affinity *a, const char *text, const struct veda_topology *t,
                            struct veda_place_list *list)
{
    int thing = granularity(a, text, t);
    for (int place = 0; place < a->list.n; place++) {
        size_t from = list->numbers;
        bool fits = true;
        for (size_t k = a->list.place[place]; k < a->list.place[place + 1] && fits; k++) {
            int at = 0;
            while (at < t->n && t->processor[at].cpu != a->list.number[k])
                at++;
            if (at == t->n || thing == VEDA_SHARE_THREAD) {
                fits = veda_place_list_number(list, a->list.number[k]);
                continue;
            }
            for (int i = 0; i < t->n && fits; i++)
                if (veda_thing(&t->processor[i], thing) == veda_thing(&t->processor[at], thing))
                    fits = veda_place_list_number(list, t->processor[i].cpu);
        }
        if (!fits || !veda_place_list_close(list, from))
            return; /* more than anybody has; what is there will do */
    }
}

void veda_affinity_places(const struct veda_affinity *affinity, const char *text, const struct veda_topology *t,
                          const struct veda_topology *whole, struct veda_place_list *list,
                          struct veda_places_answer *answer)
{
    const struct veda_affinity *a = affinity;
    const struct machine m = {t, whole};
    bool uniform;
    int threads = threads_to_a_core(t, &uniform), offset = a->offset;
    answer->policy = VEDA_PLACE_CYCLE;
    if (a->type == VEDA_AFFINITY_BALANCED) {
        balanced(a, text, &m, list, answer);
        return; /* it has no offset */
    }
    if (a->type == VEDA_AFFINITY_EXPLICIT)
        explicit_places(a, text, t, list);
    else
        sorted_places(a, &m, granularity(a, text, t), inner_layers(a, veda_levels_of(whole).n, threads), a->duplicates,
                      list);
    if (a->type == VEDA_AFFINITY_LOGICAL || a->type == VEDA_AFFINITY_PHYSICAL)
        offset = (int)((int64_t)threads * offset % t->n);
    answer->first = list->n ? offset % list->n : 0;
}
