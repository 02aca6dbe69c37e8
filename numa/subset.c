/* See subset.h. Each item is a filter of its own on where a processor's core, socket, ... comes within what holds it;
 * a processor that passes every layer's stays. Within what: the next larger thing that the machine has, or, after a
 * leading colon, the next larger thing that the text itself names. */
#include "numa/subset.h"

#include <stdlib.h>
#include <string.h>

#include "numa/layers.h"
#include "numa/scan.h"
#include "runtime/base/log.h"

enum { MOST_ITEMS = 16, ALL = -1 };

struct item {
    int thing;
    int n, offset;  /* n may be ALL */
    int kind;       /* of core, or ALL */
};

struct subset {
    bool absolute;
    int n;
    struct item item[MOST_ITEMS];
    const char *why;       /* it can't be followed: half a sentence */
    bool kinds_ignored;    /* names kinds of core on a machine that has one */
};

/* --- text ------------------------------------------------------------------------------------------------------- */

/* intel_core, intel_atom, or eff0, eff1, ...: among the machine's kinds. */
static bool take_kind(const char **p, const struct veda_topology *t, struct subset *s, struct item *item)
{
    scan_blanks(p);
    const char *word = *p;
    int64_t efficiency = -1;
    while (scan_is_word(**p))
        ++*p;
    if (*p == word || item->thing != VEDA_SHARE_CORE)
        return false;
    const char *digits = word + 3;
    bool by_efficiency = *p - word > 3 && scan_lower(word[0]) == 'e' && scan_lower(word[1]) == 'f' &&
                         scan_lower(word[2]) == 'f' && scan_digits(&digits, 10, &efficiency) && digits == *p;
    if (t->kinds < 2) {
        s->kinds_ignored = true;
        return true;
    }
    for (int k = 0; k < t->kinds; k++) {
        const char *type = word;
        int rank = t->kind[k].efficiency >= 0 ? t->kind[k].efficiency : k;
        if (by_efficiency ? rank == efficiency : *t->kind[k].type && scan_word(&type, t->kind[k].type))
            item->kind = k;
    }
    if (item->kind == ALL)
        s->why = "the machine has no cores of that kind";
    return true;
}

static bool take_item(const char **p, const struct veda_topology *t, struct subset *s)
{
    if (s->n == MOST_ITEMS)
        return false;
    struct item *item = &s->item[s->n++];
    int64_t n = ALL, offset = 0;
    if (!scan_take(p, '*') && scan_number(p, &n) && !n)
        return false;
    *item = (struct item){.thing = veda_thing_take(p, true), .n = (int)n, .kind = ALL};
    if (item->thing < 0)
        return false;
    for (;;) {
        if (scan_take(p, '@')) {
            if (!scan_number(p, &offset))
                return false;
        } else if (scan_take(p, ':')) {
            if (!take_kind(p, t, s, item))
                return false;
        } else {
            break;
        }
    }
    item->offset = (int)offset;
    return true;
}

/* Only cores may be asked for twice, and then of different kinds. */
static bool repeats(const struct subset *s)
{
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < i; k++)
            if (s->item[i].thing == s->item[k].thing && !s->kinds_ignored &&
                (s->item[i].kind == ALL || s->item[i].kind == s->item[k].kind))
                return true;
    return false;
}

static void parse(const char *text, const struct veda_topology *t, struct subset *s)
{
    char *copy = strdup(text);
    if (!copy)
        veda_fatal("no memory for a list of places");
    for (char *c = copy; *c; c++) /* the older way to separate: 2sx4c. No name has an x */
        *c = scan_lower(*c) == 'x' ? ',' : *c;
    const char *p = copy;
    s->absolute = scan_take(&p, ':');
    bool good;
    do
        good = take_item(&p, t, s);
    while (good && scan_take(&p, ',') && !scan_end(p)); /* a comma may end it: libomp */
    if (!s->why && (!good || !scan_end(p) || repeats(s)))
        s->why = "it is not a subset";
    free(copy);
}

/* --- what stays ------------------------------------------------------------------------------------------------- */

/* The smallest thing that holds those of the item, among the machine's levels or the text's; -1: the machine. Cores
 * of a kind are counted within a socket: kinds have caches of different sizes around them, and who asks for six small
 * cores does not mean six to a cache. */
static int parent_of(const struct veda_topology *t, const struct subset *s, const struct item *item)
{
    bool by_text = s->absolute || item->kind != ALL;
    int parent = s->absolute || item->kind == ALL ? -1 : VEDA_SHARE_SOCKET;
    struct veda_levels levels = veda_levels_of(t);
    int n = by_text ? s->n : levels.n;
    for (int i = 0; i < n; i++) {
        int thing = by_text ? s->item[i].thing : levels.thing[i];
        if (veda_things(t, thing) && veda_thing_holds(t, thing, item->thing) &&
            (parent < 0 || veda_thing_holds(t, parent, thing)))
            parent = thing;
    }
    return parent;
}

/* passes[i] becomes true for the processors that the item leaves. */
static void filter(const struct veda_topology *t, struct subset *s, const struct item *item, bool *passes)
{
    if (!veda_things(t, item->thing)) {
        s->why = "the machine has no such layer";
        return;
    }
    int *order = malloc((size_t)t->n * sizeof *order);
    bool *counted = malloc((size_t)t->n);
    if (!order || !counted)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < t->n; i++)
        counted[i] = item->kind == ALL || t->processor[i].kind == item->kind;
    int most = veda_thing_order(t, item->thing, parent_of(t, s, item), counted, order);
    if (item->offset >= most || (item->n != ALL && item->n > most - item->offset))
        s->why = "it asks for more than there is";
    for (int i = 0; i < t->n; i++)
        if (order[i] >= item->offset && (item->n == ALL || order[i] < item->offset + (int64_t)item->n))
            passes[i] = true;
    free(order);
    free(counted);
}

/* keep[i] stays true where the items of that thing, one or several kinds of core, leave the processor. */
static void filter_by(const struct veda_topology *t, struct subset *s, int thing, bool *keep)
{
    bool *passes = calloc((size_t)t->n, sizeof *passes), named = false;
    if (!passes)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < s->n; i++)
        if (s->item[i].thing == thing) {
            named = true;
            filter(t, s, &s->item[i], passes);
        }
    for (int i = 0; i < t->n && named; i++)
        keep[i] = keep[i] && passes[i];
    free(passes);
}

/* Numbers anew, in the order in which the processors have them. */
static int renumber(struct veda_topology *t, int old_units, size_t offset)
{
    int *number = malloc((size_t)(old_units ? old_units : 1) * sizeof *number), n = 0;
    if (!number)
        veda_fatal("no memory for a list of places");
    for (int i = 0; i < old_units; i++)
        number[i] = -1;
    for (int i = 0; i < t->n; i++) {
        int *unit = (int *)((char *)&t->processor[i] + offset);
        if (number[*unit] < 0)
            number[*unit] = n++;
        *unit = number[*unit];
    }
    free(number);
    return n;
}

static struct veda_topology *with(const struct veda_topology *t, const bool *keep)
{
    struct veda_topology *less = malloc(sizeof *less + (size_t)t->n * sizeof *less->processor);
    if (!less)
        veda_fatal("no memory for a list of places");
    *less = *t;
    less->processor = (struct veda_processor *)(less + 1);
    less->n = 0;
    for (int i = 0; i < t->n; i++)
        if (keep[i])
            less->processor[less->n++] = t->processor[i];
    for (int s = 0; s < VEDA_SHARINGS; s++)
        less->units[s] = renumber(less, t->units[s], offsetof(struct veda_processor, unit[s]));
    for (int l = 0; l < VEDA_LAYERS; l++)
        if (t->layers[l])
            less->layers[l] = renumber(less, t->layers[l], offsetof(struct veda_processor, layer[l]));
    return less;
}

struct veda_topology *veda_subset_apply(const char *text, const struct veda_topology *t, bool quiet)
{
    struct subset s = {0};
    struct veda_topology *less = NULL;
    bool *keep = malloc((size_t)t->n * sizeof *keep);
    if (!keep)
        veda_fatal("no memory for a list of places");
    int kept = 0;
    parse(text, t, &s);
    for (int i = 0; i < t->n; i++)
        keep[i] = true;
    for (int thing = 0; thing < VEDA_THINGS && !s.why; thing++)
        filter_by(t, &s, thing, keep);
    for (int i = 0; i < t->n; i++)
        kept += keep[i];
    if (!s.why && !kept)
        s.why = "no processor is left";
    if (s.why && !quiet)
        veda_warn("KMP_HW_SUBSET=%.200s: %s; all processors are used", text, s.why);
    else if (s.kinds_ignored && !quiet)
        veda_warn("KMP_HW_SUBSET=%.200s: all cores of this machine are of one kind; cores of any kind are used", text);
    if (!s.why && kept < t->n)
        less = with(t, keep);
    free(keep);
    return less;
}
