/* See places.h. Who is heard, what the abstract names of OMP_PLACES stand for, and the finished list: the numbers
 * that a list in the making (place_list.h) has, less those of processors that the process may not use. */
#include "numa/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numa/affinity.h"
#include "numa/layers.h"
#include "numa/placement.h"
#include "numa/scan.h"
#include "numa/subset.h"
#include "runtime/base/log.h"

static bool said(const char *text)
{
    return text && !scan_end(text);
}

/* --- the finished list ------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The numbers of the topology's processors, ascending. */
static int *usable_numbers(const struct veda_topology *t)
{
    int *numbers = malloc((size_t)t->n * sizeof *numbers);
    if (!numbers)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < t->n; i++)
        numbers[i] = t->processor[i].cpu;
    qsort(numbers, (size_t)t->n, sizeof *numbers, by_number);
    return numbers;
}

/* Places that have no usable processor are left out; *absent counts the processors that were. NULL: none is left. */
static struct veda_places *finish(const struct veda_place_list *list, const struct veda_topology *t, int *absent)
{
    int *usable = usable_numbers(t);
    struct veda_places *places =
        malloc(sizeof *places + (size_t)list->n * sizeof *places->place + list->numbers * sizeof(int));
    if (!places)
        veda_fatal("no memory for a list of places");
    int *cpu = (int *)&places->place[list->n];
    places->n = 0;
    *absent = 0;
    for (int i = 0; i < list->n; i++) {
        struct veda_place *place = &places->place[places->n];
        *place = (struct veda_place){.cpu = cpu};
        for (size_t k = list->place[i]; k < list->place[i + 1]; k++)
            if (bsearch(&list->number[k], usable, (size_t)t->n, sizeof *usable, by_number)) {
                *cpu++ = list->number[k];
                place->n++;
            } else {
                ++*absent;
            }
        places->n += place->n > 0;
    }
    free(usable);
    if (places->n)
        return places;
    free(places);
    return NULL;
}

/* As finish(); tells of processors that are not there, and of what that leaves. */
static struct veda_places *finish_named(const struct veda_place_list *list, const struct veda_topology *t,
                                        const char *variable, const char *text, bool quiet)
{
    int absent;
    struct veda_places *places = finish(list, t, &absent);
    int less = list->n - (places ? places->n : 0);
    if (quiet || (!absent && !less))
        return places;
    if (!absent)
        veda_warn("%s=%.200s: %d of its places have no processor; left out%s", variable, text, less,
                  places ? "" : ", and nobody is bound");
    else if (!places)
        veda_warn("%s=%.200s: this process may use none of its processors; it is ignored", variable, text);
    else
        veda_warn("%s=%.200s: %d of its processors not for this process to use; left out%s", variable, text, absent,
                  less ? ", and so are places that have no other" : "");
    return places;
}

/* --- OMP_PLACES ------------------------------------------------------------------------------------------------- */

/* name[(n[:stride])]; n 0: all. */
struct abstract {
    int thing;
    int n, stride;
};

/* With a name at the front the rest may still be wrong: good is whether it is not. */
static bool take_abstract(const char *text, struct abstract *a, bool *good)
{
    int64_t n = 0, stride = 1;
    *a = (struct abstract){.thing = veda_thing_take(&text, false), .stride = 1};
    if (a->thing < 0)
        return false;
    *good = !scan_take(&text, '(') || (scan_number(&text, &n) && n > 0 &&
                                       (!scan_take(&text, ':') || (scan_signed(&text, &stride) && stride)) &&
                                       scan_take(&text, ')'));
    *good = *good && scan_end(text);
    if (*good)
        a->n = (int)n, a->stride = (int)stride;
    return true;
}

/* n of them, every stride-th from the first, or from the last where the stride is negative; as many as there are. */
static void abstract_places(const struct abstract *a, const struct veda_topology *t, struct veda_place_list *list)
{
    int things = veda_things(t, a->thing), n = a->n ? a->n : things;
    int64_t at = a->stride > 0 ? 0 : things - 1;
    for (int k = 0; k < n && at >= 0 && at < things; k++, at += a->stride) {
        size_t from = list->numbers;
        bool fits = true;
        for (int i = 0; i < t->n && fits; i++)
            if (veda_thing(&t->processor[i], a->thing) == at)
                fits = veda_place_list_number(list, t->processor[i].cpu);
        if (!fits || !veda_place_list_close(list, from))
            return; /* a machine larger than any: the places so far */
    }
}

static struct veda_places *of_thing(const struct abstract *a, const struct veda_topology *t)
{
    struct veda_place_list list = {0};
    int absent;
    abstract_places(a, t, &list);
    struct veda_places *places = finish(&list, t, &absent);
    veda_place_list_free(&list);
    return places;
}

static struct veda_places *cores(const struct veda_topology *t)
{
    return of_thing(&(struct abstract){.thing = VEDA_SHARE_CORE, .stride = 1}, t);
}

static void warn_unknown(const char *variable, const char *text, const struct veda_topology *t)
{
    veda_warn("%s=%.200s: what the processors share is not known (%.300s); each counts as a core and a socket of its "
              "own", variable, text, t->why);
}

/* What the plain topology knows of its machine are its hardware threads. */
static struct veda_places *from_abstract(const struct abstract *asked, const char *text, const struct veda_topology *t,
                                         bool quiet)
{
    struct abstract a = *asked;
    if (!t->known && t->why && a.thing != VEDA_SHARE_THREAD && !quiet)
        warn_unknown("OMP_PLACES", text, t);
    if (!veda_things(t, a.thing)) {
        if (!quiet)
            veda_warn("OMP_PLACES=%.200s: the machine has no %s, or does not tell; cores are used", text,
                      veda_thing_name(a.thing));
        a.thing = VEDA_SHARE_CORE;
    }
    return of_thing(&a, t);
}

/* Whether it takes the machine's layers: a name, or a mistake, which is replaced by one. */
static bool is_abstract(const char *text)
{
    const char *instead;
    struct abstract a;
    bool good;
    return take_abstract(text, &a, &good) || !veda_places_check(text, &instead);
}

bool veda_places_check(const char *text, const char **instead)
{
    struct abstract a;
    bool good;
    *instead = "cores";
    if (take_abstract(text, &a, &good)) {
        *instead = veda_thing_name(a.thing);
        return good;
    }
    struct veda_place_list list = {0};
    const char *why;
    good = veda_place_list_parse(text, &list, &why);
    veda_place_list_free(&list);
    return good;
}

static struct veda_places *from_places(const char *text, const struct veda_topology *t, bool quiet)
{
    struct abstract a;
    bool good;
    if (take_abstract(text, &a, &good)) {
        if (!good && !quiet)
            veda_warn("OMP_PLACES=%.200s: not a list of places; using %s", text, veda_thing_name(a.thing));
        return from_abstract(&a, text, t, quiet);
    }
    struct veda_place_list list = {0};
    struct veda_places *places;
    const char *why;
    if (veda_place_list_parse(text, &list, &why)) {
        places = finish_named(&list, t, "OMP_PLACES", text, quiet);
    } else {
        if (!quiet)
            veda_warn("OMP_PLACES=%.200s: %s; using cores", text, why);
        places = cores(t);
    }
    veda_place_list_free(&list);
    return places;
}

/* --- GOMP_CPU_AFFINITY ------------------------------------------------------------------------------------------ */

static struct veda_places *from_cpus(const char *text, const struct veda_topology *t, bool quiet)
{
    struct veda_place_list list = {0};
    struct veda_places *places = NULL;
    const char *why;
    if (veda_place_list_parse_cpus(text, &list, &why))
        places = finish_named(&list, t, "GOMP_CPU_AFFINITY", text, quiet);
    else if (!quiet)
        veda_warn("GOMP_CPU_AFFINITY=%.200s: %s; it is ignored", text, why);
    veda_place_list_free(&list);
    return places;
}

/* --- who is heard ----------------------------------------------------------------------------------------------- */

static void ignore(const char *variable, const char *text, const char *for_the_sake_of, bool quiet)
{
    if (said(text) && !quiet)
        veda_warn("%s=%.200s: ignored, since %s is set", variable, text, for_the_sake_of);
}

static void from_affinity(const struct veda_places_request *r, const struct veda_affinity *a,
                          const struct veda_topology *t, const struct veda_topology *whole,
                          struct veda_places_answer *answer)
{
    ignore("OMP_PLACES", r->places, "KMP_AFFINITY", a->quiet);
    ignore("GOMP_CPU_AFFINITY", r->cpus, "KMP_AFFINITY", a->quiet);
    answer->policy = VEDA_POLICY_NONE;
    answer->disabled = a->type == VEDA_AFFINITY_DISABLED;
    if (a->type < VEDA_AFFINITY_COMPACT)
        return;
    if (t->why && a->type != VEDA_AFFINITY_EXPLICIT && !a->quiet)
        warn_unknown("KMP_AFFINITY", r->affinity, t);
    struct veda_place_list list = {0};
    veda_affinity_places(a, r->affinity, t, whole, &list, answer);
    answer->places = finish_named(&list, t, "KMP_AFFINITY", r->affinity, a->quiet);
    veda_place_list_free(&list);
    if (!answer->places)
        answer->policy = VEDA_POLICY_NONE, answer->first = 0;
    else
        answer->first %= answer->places->n;
}

/* The standard's variables, and libgomp's. */
static void from_others(const struct veda_places_request *r, const struct veda_topology *t, bool quiet,
                        struct veda_places_answer *answer)
{
    if (r->bind_set && !r->bind)
        return;
    if (said(r->places)) {
        ignore("GOMP_CPU_AFFINITY", r->cpus, "OMP_PLACES", quiet);
        answer->places = from_places(r->places, t, quiet);
    } else if (said(r->cpus)) {
        answer->places = from_cpus(r->cpus, t, quiet);
    }
    if (!answer->places && r->bind)
        answer->places = cores(t);
}

static struct veda_places *whole(const struct veda_topology *t)
{
    return of_thing(&(struct abstract){.thing = VEDA_SHARE_MACHINE, .stride = 1}, t);
}

/* The topology with what KMP_HW_SUBSET leaves; NULL: it is not set, or leaves all. */
static struct veda_topology *subset(const struct veda_places_request *request, const struct veda_affinity *a,
                                    const struct veda_topology *t, bool quiet)
{
    bool heard = said(request->subset) && a->type != VEDA_AFFINITY_DISABLED;
    if (heard && t->why && !quiet)
        warn_unknown("KMP_HW_SUBSET", request->subset, t);
    return heard ? veda_subset_apply(request->subset, t, quiet) : NULL;
}

static bool ignores_mask(const struct veda_affinity *a)
{
    return !a->respect && a->type != VEDA_AFFINITY_DISABLED;
}

void veda_places_make(const struct veda_places_request *request, const struct veda_topology *topology,
                      struct veda_places_answer *answer)
{
    struct veda_affinity a;
    *answer = (struct veda_places_answer){.policy = VEDA_POLICY_UNCHANGED, .group = 1};
    veda_affinity_parse(said(request->affinity) ? request->affinity : "", &a, false);
    answer->respect = a.respect;
    answer->verbose = a.verbose;
    answer->reset = a.reset;
    struct veda_topology *less = subset(request, &a, topology, a.quiet);
    const struct veda_topology *t = less ? less : topology;
    answer->available = t->n;
    if (a.type != VEDA_AFFINITY_UNSET)
        from_affinity(request, &a, t, topology, answer);
    else
        from_others(request, t, a.quiet, answer);
    if ((less || ignores_mask(&a)) && !answer->places) { /* nobody is bound to a part of it, everybody to the whole */
        answer->places = whole(t);
        answer->policy = VEDA_PLACE_CYCLE;
    }
    veda_place_list_free(&a.list);
    free(less);
}

struct veda_places *veda_places_chosen(const struct veda_places_request *request, const struct veda_topology *topology)
{
    struct veda_affinity a;
    veda_affinity_parse(said(request->affinity) ? request->affinity : "", &a, true);
    struct veda_topology *less = subset(request, &a, topology, true);
    struct veda_places *chosen = less || ignores_mask(&a) ? whole(less ? less : topology) : NULL;
    veda_place_list_free(&a.list);
    free(less);
    return chosen;
}

bool veda_places_may_choose(const struct veda_places_request *request)
{
    return said(request->subset) || (said(request->affinity) && !veda_places_respect(request));
}

bool veda_places_need_module(const struct veda_places_request *request)
{
    struct veda_affinity a;
    veda_affinity_parse(said(request->affinity) ? request->affinity : "", &a, true);
    veda_place_list_free(&a.list);
    bool needed = (said(request->subset) && a.type != VEDA_AFFINITY_DISABLED) || ignores_mask(&a);
    bool listens = !request->bind_set || request->bind; /* to all but KMP_AFFINITY */
    if (a.type != VEDA_AFFINITY_UNSET)
        needed = needed || a.type >= VEDA_AFFINITY_COMPACT;
    else if (listens && said(request->places))
        needed = needed || is_abstract(request->places);
    else if (listens && request->bind)
        needed = needed || !said(request->cpus);
    return needed;
}

const struct veda_topology *veda_places_topology(const struct veda_places_request *request)
{
    if (!veda_places_need_module(request))
        return veda_topology_plain();
    return veda_places_respect(request) ? veda_topology() : veda_topology_unrestricted();
}

bool veda_places_respect(const struct veda_places_request *request)
{
    struct veda_affinity a;
    veda_affinity_parse(said(request->affinity) ? request->affinity : "", &a, true);
    veda_place_list_free(&a.list);
    return a.respect;
}

/* --- as text ---------------------------------------------------------------------------------------------------- */

struct text {
    char *to;
    size_t size, have;
};

static void put(struct text *text, const char *what)
{
    for (; *what; what++) {
        if (text->have + 1 < text->size)
            text->to[text->have] = *what;
        text->have++;
    }
}

static void put_number(struct text *text, const char *before, int number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    put(text, before);
    put(text, digits);
}

/* Numbers an equal step apart, three or more, as number:length:step. */
static void put_place(struct text *text, const struct veda_place *place)
{
    put(text, "{");
    for (int i = 0; i < place->n;) {
        int run = 1, step = i + 1 < place->n ? place->cpu[i + 1] - place->cpu[i] : 1;
        while (i + run < place->n && place->cpu[i + run] - place->cpu[i + run - 1] == step)
            run++;
        put_number(text, i ? "," : "", place->cpu[i]);
        if (run < 3)
            run = 1;
        else
            put_number(text, ":", run);
        if (run > 1 && step != 1)
            put_number(text, ":", step);
        i += run;
    }
    put(text, "}");
}

int veda_places_text(const struct veda_places *places, char *text, size_t size)
{
    struct text t = {.to = text, .size = size};
    for (int i = 0; i < places->n; i++) {
        put(&t, i ? "," : "");
        put_place(&t, &places->place[i]);
    }
    if (size)
        text[t.have < size ? t.have : size - 1] = 0;
    return (int)t.have;
}

void veda_place_nodes(const struct veda_place *place, const struct veda_topology *topology, struct veda_nodeset *nodes)
{
    *nodes = (struct veda_nodeset){0};
    for (int i = 0; i < place->n; i++) {
        const struct veda_processor *p = veda_topology_processor(topology, place->cpu[i]);
        const struct veda_memory_node *memory = p ? veda_topology_memory(topology, p) : NULL;
        if (memory)
            veda_nodeset_add(nodes, memory->number);
    }
}
