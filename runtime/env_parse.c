/* The parsers of env_parse.h: recursive descent over one cursor. A helper named take_x advances the
 * cursor past an x and gives true, or gives false. */
#include "runtime/env_parse.h"

#include <limits.h>
#include <string.h>

#include "runtime/icv.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_word(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || c == '_' || c == '.' || is_digit(c);
}

static void skip_blanks(const char **p)
{
    while (is_blank(**p))
        ++*p;
}

static bool take(const char **p, char c)
{
    skip_blanks(p);
    if (**p != c)
        return false;
    ++*p;
    return true;
}

static bool at_end(const char *p)
{
    skip_blanks(&p);
    return !*p;
}

/* Unsigned decimal, with an optional plus sign in front. */
static bool take_number(const char **p, int64_t *out)
{
    skip_blanks(p);
    const char *q = *p + (**p == '+');
    if (!is_digit(*q))
        return false;
    int64_t n = 0;
    for (; is_digit(*q); q++) {
        int digit = *q - '0';
        if (n > (INT64_MAX - digit) / 10)
            return false;
        n = 10 * n + digit;
    }
    *p = q;
    *out = n;
    return true;
}

static bool take_signed(const char **p, int64_t *out)
{
    bool negative = take(p, '-');
    if (!take_number(p, out))
        return false;
    if (negative)
        *out = -*out;
    return true;
}

/* The whole run of word characters must be `word`. */
static bool take_word(const char **p, const char *word)
{
    skip_blanks(p);
    const char *q = *p;
    for (; *word; q++, word++)
        if (lower(*q) != lower(*word))
            return false;
    if (is_word(*q))
        return false;
    *p = q;
    return true;
}

static const struct veda_word *take_one_of(const char **p, const struct veda_word *words)
{
    for (; words->word; words++)
        if (take_word(p, words->word))
            return words;
    return NULL;
}

/* --- simple values ---------------------------------------------------------------------------- */

bool veda_parse_word(const char *s, const struct veda_word *words, int *out)
{
    const struct veda_word *found = take_one_of(&s, words);
    if (!found || !at_end(s))
        return false;
    *out = found->value;
    return true;
}

bool veda_names_affinity_type(const char *s)
{
    static const char *const types[] = {"balanced", "compact",  "disabled", "explicit", "logical",
                                        "none",     "physical", "scatter",  NULL};
    while (*s) {
        size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        for (const char *const *type = types; *type; type++)
            if (strlen(*type) == n && !strncasecmp(s, *type, n))
                return true;
        s += n + (s[n] != '\0');
    }
    return false;
}

bool veda_parse_bool(const char *s, bool *out)
{
    static const struct veda_word words[] = {
        {"true", 1},   {"1", 1},   {"yes", 1},     {"on", 1},  {"t", 1},
        {".true.", 1}, {".t.", 1}, {"false", 0},   {"0", 0},   {"no", 0},
        {"off", 0},    {"f", 0},   {".false.", 0}, {".f.", 0}, {NULL, 0},
    };
    int value;
    if (!veda_parse_word(s, words, &value))
        return false;
    *out = value;
    return true;
}

bool veda_parse_number(const char *s, int64_t least, int64_t most, int64_t *out)
{
    int64_t n;
    if (!take_signed(&s, &n) || !at_end(s) || n < least || n > most)
        return false;
    *out = n;
    return true;
}

int veda_parse_numbers(const char *s, int least, int *out, int room)
{
    int n = 0;
    do {
        int64_t value;
        if (!take_number(&s, &value) || value < least || value > INT_MAX || n == INT_MAX)
            return 0;
        if (n < room)
            out[n] = (int)value;
        n++;
    } while (take(&s, ','));
    return at_end(s) ? n : 0;
}

int veda_parse_binds(const char *s, int *out, int room)
{
    static const struct veda_word alone[] = {{"true", VEDA_BIND_TRUE},
                                             {"false", VEDA_BIND_FALSE},
                                             {NULL, 0}};
    static const struct veda_word policies[] = {{"primary", VEDA_BIND_PRIMARY},
                                                {"master", VEDA_BIND_PRIMARY},
                                                {"close", VEDA_BIND_CLOSE},
                                                {"spread", VEDA_BIND_SPREAD},
                                                {NULL, 0}};
    int value, n = 0;
    if (veda_parse_word(s, alone, &value)) {
        if (room > 0)
            out[0] = value;
        return 1;
    }
    do {
        const struct veda_word *found = take_one_of(&s, policies);
        if (!found || n == INT_MAX)
            return 0;
        if (n < room)
            out[n] = found->value;
        n++;
    } while (take(&s, ','));
    return at_end(s) ? n : 0;
}

bool veda_parse_schedule(const char *s, struct veda_parsed_schedule *out)
{
    static const struct veda_word orders[] = {{"monotonic", VEDA_ORDER_MONOTONIC},
                                              {"nonmonotonic", VEDA_ORDER_NONMONOTONIC},
                                              {NULL, 0}};
    static const struct {
        const char *word;
        uint8_t sched, named;
    } kinds[] = {
        {"static", VEDA_SCHED_STATIC, 0},
        {"dynamic", VEDA_SCHED_DYNAMIC, 0},
        {"guided", VEDA_SCHED_GUIDED, 0},
        {"auto", VEDA_SCHED_AUTO, 0},
        {"trapezoidal", VEDA_SCHED_GUIDED, VEDA_SCHED_TRAPEZOIDAL},
        {"static_steal", VEDA_SCHED_DYNAMIC, 0},
    };
    struct veda_parsed_schedule found = {0};
    const struct veda_word *order = take_one_of(&s, orders);
    if (order) {
        found.order = (uint8_t)order->value;
        if (!take(&s, ':'))
            return false;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !found.sched; i++)
        if (take_word(&s, kinds[i].word)) {
            found.sched = kinds[i].sched;
            found.named = kinds[i].named;
        }
    if (!found.sched)
        return false;
    if (take(&s, ',')) {
        int64_t chunk;
        if (!take_number(&s, &chunk) || chunk < 1 || chunk > INT_MAX)
            return false;
        if (found.sched != VEDA_SCHED_AUTO)
            found.chunk = (int)chunk;
    }
    if (!at_end(s))
        return false;
    *out = found;
    return true;
}

bool veda_parse_bytes(const char *s, size_t unit, size_t *out)
{
    static const char letters[] = "bkmgt";
    int64_t n;
    if (!take_number(&s, &n) || n < 1)
        return false;
    skip_blanks(&s);
    const char *letter = *s ? strchr(letters, lower(*s)) : NULL;
    if (letter) {
        unit = (size_t)1 << 10 * (letter - letters);
        s++;
        if (letter != letters && lower(*s) == 'b')
            s++;
    }
    if (!at_end(s) || (uint64_t)n > SIZE_MAX / unit)
        return false;
    *out = (size_t)n * unit;
    return true;
}

static bool take_infinite(const char **p)
{
    return take_word(p, "infinite") || take_word(p, "infinity");
}

bool veda_parse_blocktime(const char *s, int64_t *us)
{
    static const struct veda_word units[] = {{"us", 1}, {"ms", 1000}, {"s", 1000000}, {NULL, 0}};
    int64_t n, scale = 1000;
    if (take_infinite(&s)) {
        if (at_end(s))
            *us = INT64_MAX;
        return at_end(s);
    }
    if (!take_number(&s, &n))
        return false;
    const struct veda_word *unit = take_one_of(&s, units);
    if (unit)
        scale = unit->value;
    if (!at_end(s) || n > INT_MAX)
        return false;
    *us = n == INT_MAX && !unit ? INT64_MAX : n * scale; /* libomp's way to say infinite */
    return true;
}

bool veda_parse_spincount(const char *s, int64_t *out)
{
    static const char letters[] = "kmgt";
    int64_t n;
    if (take_infinite(&s)) {
        if (at_end(s))
            *out = INT64_MAX;
        return at_end(s);
    }
    if (!take_number(&s, &n))
        return false;
    skip_blanks(&s);
    const char *letter = *s ? strchr(letters, lower(*s)) : NULL;
    if (letter) {
        s++;
        for (ptrdiff_t i = 0; i <= letter - letters; i++)
            n = n > INT64_MAX / 1000 ? INT64_MAX : n * 1000;
    }
    if (!at_end(s))
        return false;
    *out = n;
    return true;
}

/* --- allocators (5.2, 21.5.1 OMP_ALLOCATOR) --------------------------------------------------- */

static const struct veda_word allocators[] = {
    {"omp_default_mem_alloc", 1}, {"omp_large_cap_mem_alloc", 2}, {"omp_const_mem_alloc", 3},
    {"omp_high_bw_mem_alloc", 4}, {"omp_low_lat_mem_alloc", 5},   {"omp_cgroup_mem_alloc", 6},
    {"omp_pteam_mem_alloc", 7},   {"omp_thread_mem_alloc", 8},
    {"ompx_gnu_pinned_mem_alloc", 200}, {"ompx_gnu_managed_mem_alloc", 201}, {NULL, 0}, /* gcc's */
};

static const struct veda_word spaces[] = {
    {"omp_default_mem_space", 1}, {"omp_large_cap_mem_space", 2}, {"omp_const_mem_space", 3},
    {"omp_high_bw_mem_space", 4}, {"omp_low_lat_mem_space", 5},   {NULL, 0},
};

const char *veda_allocator_name(uintptr_t handle)
{
    for (const struct veda_word *w = allocators; w->word; w++)
        if ((uintptr_t)w->value == handle)
            return w->word;
    return NULL;
}

static bool take_trait(const char **p)
{
    static const struct veda_word traits[] = {
        {"sync_hint", 0},  {"alignment", 0},        {"access", 0},          {"pool_size", 0},
        {"fallback", 0},   {"fb_data", 0},          {"pinned", 0},          {"partition", 0},
        {"pin_device", 0}, {"preferred_device", 0}, {"target_access", 0},   {"atomic_scope", 0},
        {"part_size", 0},  {"partitioner", 0},      {"partitioner_arg", 0}, {"device_access", 0},
        {NULL, 0},
    };
    if (!take_one_of(p, traits) || !take(p, '='))
        return false;
    skip_blanks(p);
    const char *value = *p;
    while (is_word(**p))
        ++*p;
    return *p > value;
}

bool veda_parse_allocator(const char *s, uintptr_t *handle, bool *has_traits)
{
    bool traits = false;
    const struct veda_word *found = take_one_of(&s, allocators);
    if (!found) {
        found = take_one_of(&s, spaces);
        if (!found)
            return false;
        traits = take(&s, ':');
        if (traits)
            do {
                if (!take_trait(&s))
                    return false;
            } while (take(&s, ','));
    }
    if (!at_end(s))
        return false;
    *handle = (uintptr_t)found->value;
    *has_traits = traits;
    return true;
}

/* --- devices (6.0, 4.3.7 OMP_AVAILABLE_DEVICES, 4.3.8 OMP_DEFAULT_DEVICE) --------------------- */

/* kind(...), isa(...), arch(...), vendor(...), uid(...): what stands in the parentheses is looked
 * at when there are devices to compare it with. */
static bool take_one_trait(const char **p)
{
    static const struct veda_word traits[] = {{"kind", 0},   {"isa", 0}, {"arch", 0},
                                              {"vendor", 0}, {"uid", 0}, {NULL, 0}};
    take(p, '!');
    if (!take_one_of(p, traits) || !take(p, '('))
        return false;
    const char *inside = *p;
    while (**p && **p != ')' && **p != '(')
        ++*p;
    return *p > inside && take(p, ')');
}

/* trait {&& trait | || trait}, one operator in an expression, parts may be bracketed. Brackets nest
 * at most `depth` deep, which bounds the recursion. */
static bool take_traits(const char **p, int depth)
{
    const char *op = NULL;
    for (;;) {
        const char *here = *p;
        take(&here, '!');
        if (depth > 0 && take(&here, '(')) {
            *p = here;
            if (!take_traits(p, depth - 1) || !take(p, ')'))
                return false;
        } else if (!take_one_trait(p)) {
            return false;
        }
        skip_blanks(p);
        if (strncmp(*p, "&&", 2) && strncmp(*p, "||", 2))
            return true;
        if (op && **p != *op)
            return false;
        op = *p;
        *p += 2;
    }
}

enum { TRAIT_DEPTH = 16 };

static bool take_section(const char **p)
{
    int64_t n;
    if (!take(p, '['))
        return true;
    take_number(p, &n);
    if (take(p, ':')) {
        take_number(p, &n);
        if (take(p, ':'))
            take_number(p, &n);
    }
    return take(p, ']');
}

bool veda_parse_devices(const char *s)
{
    do {
        int64_t n;
        if (!take_number(&s, &n) &&
            ((!take(&s, '*') && !take_traits(&s, TRAIT_DEPTH)) || !take_section(&s)))
            return false;
    } while (take(&s, ','));
    return at_end(s);
}

bool veda_parse_default_device(const char *s, int invalid, int fallback, int *out)
{
    const struct veda_word words[] = {{"initial", VEDA_DEVICE_INITIAL},
                                      {"invalid", invalid},
                                      {"default", fallback},
                                      {NULL, 0}};
    bool chosen = false;
    int device = fallback;
    do {
        int64_t n;
        const struct veda_word *word = take_one_of(&s, words);
        if (word) {
            n = word->value;
        } else if (!take_number(&s, &n)) {
            if (!take_traits(&s, TRAIT_DEPTH) || !take_section(&s))
                return false;
            continue;
        }
        if (n > INT_MAX)
            return false;
        if (!chosen)
            device = (int)n;
        chosen = true;
    } while (take(&s, ','));
    if (!at_end(s))
        return false;
    *out = device;
    return true;
}

bool veda_parse_reserve(const char *s, struct veda_reserve *out)
{
    static const struct veda_word kinds[] = {{"structured", 0}, {"free_agent", 1}, {NULL, 0}};
    struct veda_reserve r = {.structured = 1, .agents = 0};
    int64_t n;
    if (take_number(&s, &n)) {
        r.structured = n < INT_MAX ? (int)n : INT_MAX;
    } else {
        do {
            const struct veda_word *kind = take_one_of(&s, kinds);
            if (!kind)
                return false;
            n = VEDA_RESERVE_ALL;
            if (take(&s, '(') && (!take_number(&s, &n) || !take(&s, ')')))
                return false;
            *(kind->value ? &r.agents : &r.structured) = n < INT_MAX ? (int)n : INT_MAX;
        } while (take(&s, ','));
    }
    if (!at_end(s))
        return false;
    *out = r;
    return true;
}
