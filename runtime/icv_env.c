/* Every environment variable that means something on the host: one row each, in the table at the
 * end. Above it, how kinds of values are parsed and shown. Invariant: what a row shows, its parser
 * reads back as the same value. Nothing here looks at the environment by itself except
 * veda_icv_row_getenv. OMP_*: 5.2, chapter 21, and 6.0, chapter 4. GOMP_*, KMP_*: the peers'
 * documentation. */
#include "runtime/icv_env.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numa/places.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/memory.h"

typedef const struct veda_icv_row row;

/* --- kinds that several rows share ------------------------------------------------------------ */

static void *field_of(row *r, struct veda_global *g)
{
    return (char *)g + r->field;
}

static int64_t get(row *r, const struct veda_global *g)
{
    const void *p = (const char *)g + r->field;
    if (r->width == 1)
        return *(const int8_t *)p;
    return r->width == sizeof(int) ? *(const int *)p : *(const int64_t *)p;
}

static void put(row *r, struct veda_global *g, int64_t value)
{
    void *p = field_of(r, g);
    if (r->width == 1)
        *(int8_t *)p = (int8_t)value;
    else if (r->width == sizeof(int))
        *(int *)p = (int)value;
    else
        *(int64_t *)p = value;
}

static bool parse_bool(row *r, struct veda_global *g, const char *value)
{
    bool on;
    if (!veda_parse_bool(value, &on))
        return false;
    put(r, g, on);
    return true;
}

static void show_bool(row *r, const struct veda_global *g, char *out, size_t size)
{
    snprintf(out, size, "%s", get(r, g) > 0 ? "TRUE" : "FALSE");
}

static bool parse_int(row *r, struct veda_global *g, const char *value)
{
    int64_t n;
    if (!veda_parse_number(value, r->least, r->most, &n))
        return false;
    put(r, g, n);
    return true;
}

static void show_int(row *r, const struct veda_global *g, char *out, size_t size)
{
    snprintf(out, size, "%lld", (long long)get(r, g));
}

static bool parse_words(row *r, struct veda_global *g, const char *value)
{
    int word;
    if (!veda_parse_word(value, r->words, &word))
        return false;
    put(r, g, word);
    return true;
}

/* The first word of a value is its name; the others are synonyms. */
static void show_words(row *r, const struct veda_global *g, char *out, size_t size)
{
    out[0] = '\0';
    for (const struct veda_word *w = r->words; w->word; w++)
        if (w->value == get(r, g)) {
            snprintf(out, size, "%s", w->word);
            return;
        }
}

/* Kept for the life of the process: the environment's own string may change or go. */
static bool parse_text(row *r, struct veda_global *g, const char *value)
{
    if (r->sound && !r->sound(value))
        return false;
    *(const char **)field_of(r, g) = strdup(value);
    return true;
}

static bool parse_place_threads(row *r, struct veda_global *g, const char *value)
{
    veda_warn("KMP_PLACE_THREADS=%s: an older name of KMP_HW_SUBSET", value);
    return parse_text(r, g, value);
}

static void show_text(row *r, const struct veda_global *g, char *out, size_t size)
{
    const char *text = *(const char *const *)((const char *)g + r->field);
    snprintf(out, size, "%s", text ? text : "");
}

/* --- lists by level --------------------------------------------------------------------------- */

static struct veda_levels *levels_new(int n)
{
    struct veda_levels *levels = malloc(sizeof *levels + (size_t)n * sizeof levels->value[0]);
    if (levels)
        *levels = (struct veda_levels){.n = n};
    return levels;
}

static bool parse_num_threads(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    int first, n = veda_parse_numbers(value, 1, &first, 1);
    if (!n)
        return false;
    struct veda_levels *levels = n > 1 ? levels_new(n) : NULL;
    if (levels)
        veda_parse_numbers(value, 1, levels->value, n);
    g->initial.nthreads = first;
    g->initial.nthreads_levels = levels;
    return true;
}

static void show_num_threads(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    const struct veda_levels *levels = g->initial.nthreads_levels;
    int n = g->initial.nthreads;
    size_t at = (size_t)snprintf(out, size, "%d", n ? n : veda_icv_default_nthreads());
    for (int i = 1; levels && i < levels->n && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, ",%d", levels->value[i]);
}

static bool parse_proc_bind(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    int first, n = veda_parse_binds(value, &first, 1);
    if (!n)
        return false;
    struct veda_levels *levels = n > 1 ? levels_new(n) : NULL;
    if (levels)
        veda_parse_binds(value, levels->value, n);
    g->bind_given = (uint8_t)first;
    g->bind_given_levels = levels;
    g->bind_set = true;
    return true;
}

static void show_proc_bind(row *r, const struct veda_global *g, char *out, size_t size)
{
    static const char *const names[] = {"FALSE", "TRUE", "PRIMARY", "CLOSE", "SPREAD"};
    (void)r;
    const struct veda_levels *levels = g->initial.bind_levels;
    size_t at = (size_t)snprintf(out, size, "%s", names[g->initial.bind]);
    for (int i = 1; levels && i < levels->n && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, ",%s", names[levels->value[i]]);
}

/* --- variables with a form of their own ------------------------------------------------------- */

static bool parse_schedule(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    struct veda_parsed_schedule s;
    if (!veda_parse_schedule(value, &s))
        return false;
    g->initial.sched = s.sched;
    g->initial.sched_order = s.order;
    g->initial.sched_named = s.named;
    g->initial.sched_chunk = s.chunk;
    return true;
}

static void show_schedule(row *r, const struct veda_global *g, char *out, size_t size)
{
    static const char *const orders[] = {"", "MONOTONIC:", "NONMONOTONIC:"};
    static const char *const kinds[] = {"", "STATIC", "DYNAMIC", "GUIDED", "AUTO"};
    (void)r;
    const struct veda_icvs *icvs = &g->initial;
    const char *kind =
        icvs->sched_named == VEDA_SCHED_TRAPEZOIDAL ? "TRAPEZOIDAL" : kinds[icvs->sched];
    size_t at = (size_t)snprintf(out, size, "%s%s", orders[icvs->sched_order], kind);
    if (icvs->sched_chunk && at < size)
        snprintf(out + at, size - at, ",%d", icvs->sched_chunk);
}

/* OMP_STACKSIZE and GOMP_STACKSIZE count in kilobytes, KMP_STACKSIZE in bytes: least is the
 * unit. */
static bool parse_stacksize(row *r, struct veda_global *g, const char *value)
{
    return veda_parse_bytes(value, (size_t)r->least, &g->stack_bytes);
}

static void show_stacksize(row *r, const struct veda_global *g, char *out, size_t size)
{
    static const char units[] = "BKMGT";
    (void)r;
    size_t bytes = g->stack_bytes ? g->stack_bytes : veda_icv_stack_bytes();
    int unit = 0;
    for (; unit < 4 && bytes % 1024 == 0 && bytes; unit++)
        bytes /= 1024;
    snprintf(out, size, "%zu%c", bytes, units[unit]);
}

static bool parse_max_active_levels(row *r, struct veda_global *g, const char *value)
{
    if (!parse_int(r, g, value))
        return false;
    g->max_active_levels_set = true;
    return true;
}

static void show_nested(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    snprintf(out, size, "%s", g->initial.max_active_levels > 1 ? "TRUE" : "FALSE");
}

static void show_wait_policy(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    snprintf(out, size, "%s", g->wait == VEDA_WAIT_ACTIVE ? "ACTIVE" : "PASSIVE");
}

/* Where the syntax is wrong but the name of a kind of place can be made out, that is meant, else
 * cores. */
static bool parse_places(row *r, struct veda_global *g, const char *value)
{
    const char *instead;
    if (veda_places_check(value, &instead))
        return parse_text(r, g, value);
    g->places = instead;
    return false;
}

static bool parse_target_offload(row *r, struct veda_global *g, const char *value)
{
    g->offload = VEDA_OFFLOAD_DEFAULT;
    return parse_words(r, g, value);
}

/* There is no device that a trait could name: an item that is not a number or a word chooses
 * none. */
static bool parse_default_device(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    return veda_parse_default_device(value, VEDA_DEVICE_INVALID, 0, &g->initial.default_device);
}

static bool parse_allocator(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    bool traits;
    uintptr_t allocator;
    if (!veda_parse_allocator(value, &allocator, &traits))
        return false;
    if (traits)
        allocator = veda_allocator_from_text(value);
    if (!allocator)
        return false;
    g->initial.allocator = allocator;
    g->allocator_spec = traits ? strdup(value) : NULL;
    return true;
}

static void show_allocator(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    const char *name = veda_allocator_name(g->initial.allocator);
    if (g->allocator_spec)
        snprintf(out, size, "%s", g->allocator_spec);
    else if (name)
        snprintf(out, size, "%s", name);
    else
        snprintf(out, size, "%#llx", (unsigned long long)g->initial.allocator);
}

static bool parse_affinity_format(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    snprintf(g->affinity_format, sizeof g->affinity_format, "%s", value);
    return strlen(value) < sizeof g->affinity_format;
}

static void show_affinity_format(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    snprintf(out, size, "%s", g->affinity_format);
}

static bool parse_spincount(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    return veda_parse_spincount(value, &g->spin_count);
}

static void show_forever(int64_t value, const char *unit, char *out, size_t size)
{
    if (value < 0)
        out[0] = '\0';
    else if (value == INT64_MAX)
        snprintf(out, size, "INFINITE");
    else
        snprintf(out, size, "%lld%s", (long long)value, unit);
}

/* True asks for the one order that does not depend on timing; false for nothing. */
static bool parse_deterministic(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    bool on;
    if (!veda_parse_bool(value, &on))
        return false;
    if (on)
        g->reduction = VEDA_REDUCTION_TREE;
    return true;
}

static void show_deterministic(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    snprintf(out, size, "%s", g->reduction == VEDA_REDUCTION_TREE ? "TRUE" : "FALSE");
}

static void show_spincount(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    show_forever(g->spin_count, "", out, size);
}

static bool parse_blocktime(row *r, struct veda_global *g, const char *value)
{
    (void)r;
    return veda_parse_blocktime(value, &g->blocktime_us);
}

static void show_blocktime(row *r, const struct veda_global *g, char *out, size_t size)
{
    (void)r;
    show_forever(g->blocktime_us, "us", out, size);
}

static bool reserve_is_sound(const char *value)
{
    struct veda_reserve ignored;
    return veda_parse_reserve(value, &ignored);
}

/* --- the table -------------------------------------------------------------------------------- */

static const struct veda_word wait_words[] = {{"ACTIVE", VEDA_WAIT_ACTIVE},
                                              {"PASSIVE", VEDA_WAIT_PASSIVE},
                                              {NULL, 0}};
static const struct veda_word display_words[] = {
    {"FALSE", VEDA_DISPLAY_NO}, {"TRUE", VEDA_DISPLAY_YES}, {"VERBOSE", VEDA_DISPLAY_VERBOSE},
    {"0", VEDA_DISPLAY_NO},     {"1", VEDA_DISPLAY_YES},    {NULL, 0}};
static const struct veda_word offload_words[] = {{"DISABLED", VEDA_OFFLOAD_DISABLED},
                                                 {"DEFAULT", VEDA_OFFLOAD_DEFAULT},
                                                 {"MANDATORY", VEDA_OFFLOAD_MANDATORY},
                                                 {NULL, 0}};
static const struct veda_word enabled_words[] = {{"disabled", 0}, {"enabled", 1}, {NULL, 0}};
static const struct veda_word library_words[] = {{"serial", VEDA_LIBRARY_SERIAL},
                                                 {"turnaround", VEDA_LIBRARY_TURNAROUND},
                                                 {"throughput", VEDA_LIBRARY_THROUGHPUT},
                                                 {"dedicated", VEDA_LIBRARY_TURNAROUND},
                                                 {"multiuser", VEDA_LIBRARY_THROUGHPUT},
                                                 {NULL, 0}};
static const struct veda_word teams_bind_words[] = {
    {"spread", VEDA_BIND_SPREAD},   {"close", VEDA_BIND_CLOSE}, {"primary", VEDA_BIND_PRIMARY},
    {"master", VEDA_BIND_PRIMARY}, {"false", VEDA_BIND_FALSE}, {NULL, 0}};
static const struct veda_word reduction_words[] = {{"critical", VEDA_REDUCTION_CRITICAL},
                                                   {"atomic", VEDA_REDUCTION_ATOMIC},
                                                   {"tree", VEDA_REDUCTION_TREE},
                                                   {NULL, 0}};

/* ROW(variable, what a good value is, how it is parsed, how it is shown, further fields) */
#define ROW(variable, what, parsed, shown, ...)                                                    \
    {                                                                                              \
        .name = variable, .expected = what, .parse = parse_##parsed, .show = show_##shown,         \
        __VA_ARGS__                                                                                \
    }
#define FIELD(f)                                                                                   \
    .field = offsetof(struct veda_global, f), .width = sizeof(((struct veda_global *)NULL)->f)
#define BOOL(variable, f, ...) ROW(variable, "true or false", bool, bool, FIELD(f), __VA_ARGS__)
#define INT(variable, f, lo, ...)                                                                  \
    ROW(variable, lo ? "a positive number" : "a number from 0 up", int, int, FIELD(f),             \
        .least = lo, .most = INT_MAX, __VA_ARGS__)
#define WORD(variable, f, what, list, ...)                                                         \
    ROW(variable, what, words, words, FIELD(f), .words = list, __VA_ARGS__)
#define TEXT(variable, f, what, check, ...)                                                        \
    ROW(variable, what, text, text, FIELD(f), .sound = check, __VA_ARGS__)
#define ALL .all = true
#define FILES .files = true

static const char size_such[] = "a size such as 4M";

const struct veda_icv_row veda_icv_rows[] = {
    BOOL("KMP_WARNINGS", warnings), /* first: the others may want to warn */

    BOOL("OMP_DYNAMIC", initial.dynamic, ALL),
    ROW("OMP_NUM_THREADS", "a positive number list", num_threads, num_threads, ALL),
    ROW("OMP_SCHEDULE", "[modifier:]kind[,chunk]", schedule, schedule, ALL),
    ROW("OMP_PROC_BIND", "true, false or a list such as spread,close", proc_bind, proc_bind, ALL, .settled = true),
    ROW("OMP_PLACES", "a list of places", places, text, FIELD(places), ALL),
    ROW("OMP_STACKSIZE", size_such, stacksize, stacksize, .least = 1024, ALL),
    ROW("OMP_WAIT_POLICY", "active or passive", words, wait_policy, FIELD(wait),
        .words = wait_words, ALL),
    INT("OMP_THREAD_LIMIT", initial.thread_limit, 1, ALL),
    ROW("OMP_MAX_ACTIVE_LEVELS", "a number from 0 up", max_active_levels, int,
        FIELD(initial.max_active_levels), .most = VEDA_SUPPORTED_LEVELS, ALL),
    ROW("OMP_NESTED", "true or false", bool, nested, FIELD(nested), ALL),
    INT("OMP_NUM_TEAMS", nteams, 1, ALL),
    INT("OMP_TEAMS_THREAD_LIMIT", teams_thread_limit, 1, ALL),
    BOOL("OMP_CANCELLATION", cancellation),
    ROW("OMP_DEFAULT_DEVICE", "a list of device numbers, initial, invalid, default or traits",
        default_device, int, FIELD(initial.default_device)),
    TEXT("OMP_AVAILABLE_DEVICES", available_devices, "a list of device numbers or traits",
         veda_parse_devices),
    ROW("OMP_TARGET_OFFLOAD", "mandatory, disabled or default", target_offload, words,
        FIELD(offload), .words = offload_words),
    INT("OMP_MAX_TASK_PRIORITY", max_task_priority, 0),
    TEXT("OMP_THREADS_RESERVE", threads_reserve,
         "a number or a list of structured(n), free_agent(n)", reserve_is_sound),
    ROW("OMP_ALLOCATOR", "a predefined allocator, or a memory space with traits", allocator,
        allocator, ALL),
    BOOL("OMP_DISPLAY_AFFINITY", display_affinity),
    ROW("OMP_AFFINITY_FORMAT", "at most 255 characters", affinity_format, affinity_format, ALL),
    WORD("OMP_DISPLAY_ENV", display_env, "true, false or verbose", display_words),
    WORD("OMP_TOOL", tool, "enabled or disabled", enabled_words),
    TEXT("OMP_TOOL_LIBRARIES", tool_libraries, "", NULL, FILES),
    TEXT("OMP_TOOL_VERBOSE_INIT", tool_verbose_init, "", NULL, FILES),
    WORD("OMP_DEBUG", debug, "enabled or disabled", enabled_words),

    ROW("GOMP_STACKSIZE", size_such, stacksize, stacksize, .least = 1024),
    ROW("GOMP_SPINCOUNT", "a number or infinite", spincount, spincount),
    TEXT("GOMP_CPU_AFFINITY", cpu_list, "a list of processors", NULL),

    ROW("KMP_STACKSIZE", size_such, stacksize, stacksize, .least = 1),
    ROW("KMP_BLOCKTIME", "a time such as 200, 10us, 1s, or infinite", blocktime, blocktime),
    WORD("KMP_LIBRARY", library, "serial, turnaround or throughput", library_words),
    INT("KMP_ALL_THREADS", device_thread_limit, 1),
    INT("KMP_MAX_THREADS", device_thread_limit, 1),
    INT("KMP_DEVICE_THREAD_LIMIT", device_thread_limit, 1),
    WORD("KMP_FORCE_REDUCTION", reduction, "critical, atomic or tree", reduction_words),
    ROW("KMP_DETERMINISTIC_REDUCTION", "true or false", deterministic, deterministic),
    BOOL("KMP_ENABLE_TASK_THROTTLING", task_throttling),
    TEXT("KMP_AFFINITY", affinity_spec, "modifiers and a type", NULL),
    ROW("KMP_PLACE_THREADS", "", place_threads, text, FIELD(hw_subset)),
    TEXT("KMP_HW_SUBSET", hw_subset, "a list such as 2s,4c,1t", NULL),
    WORD("KMP_TEAMS_PROC_BIND", teams_bind, "primary, close, spread or false", teams_bind_words),
    BOOL("KMP_SETTINGS", settings),
    BOOL("KMP_VERSION", version),
    {.name = NULL},
};

/* --- lookups and rules over the table --------------------------------------------------------- */

const struct veda_icv_row *veda_icv_row(const char *name)
{
    for (row *r = veda_icv_rows; r->name; r++)
        if (!strcmp(r->name, name))
            return r;
    return NULL;
}

const char *veda_icv_row_getenv(const struct veda_icv_row *r, char *spelling, size_t size)
{
    snprintf(spelling, size, "%s", r->name);
    const char *value =
        r->files ? veda_config_getenv_secure(spelling) : veda_config_getenv(spelling);
    if (!value && r->all) {
        snprintf(spelling, size, "%s_ALL", r->name);
        value = veda_config_getenv(spelling);
    }
    return value;
}

void veda_icv_row_apply(const struct veda_icv_row *r, struct veda_global *g, const char *spelling,
                        const char *value)
{
    if (r->parse(r, g, value))
        return;
    char used[VEDA_SHOWN_MAX] = "";
    if (!r->settled)
        r->show(r, g, used, sizeof used);
    veda_warn("%s=%s: not %s; using %s", spelling, value, r->expected,
              *used ? used : "the default");
}

/* 6.0, algorithm 4.1. A number left out is all that thread-limit-var allows; where that allows any number, nothing
 * in particular is reserved. What can't be had together is not reserved at all. */
static void settle_reserve(struct veda_global *g)
{
    struct veda_reserve r = {.structured = 1};
    int limit = g->initial.thread_limit;
    if (g->threads_reserve)
        veda_parse_reserve(g->threads_reserve, &r);
    if (r.structured == VEDA_RESERVE_ALL)
        r.structured = limit < INT_MAX ? limit : 1;
    if (r.agents == VEDA_RESERVE_ALL)
        r.agents = limit < INT_MAX ? limit - 1 : 0;
    r.structured = r.structured < 1 ? 1 : r.structured;
    if (r.agents == limit)
        r.agents--;
    if (r.agents > limit - r.structured) {
        veda_warn("OMP_THREADS_RESERVE=%s: more than the thread limit of %d; nothing is reserved", g->threads_reserve,
                  limit);
        r = (struct veda_reserve){.structured = 1};
    }
    g->structured_reserve = r.structured;
    g->agent_reserve = r.agents;
}

/* A type in KMP_AFFINITY speaks for bind-var, whatever OMP_PROC_BIND says (as libomp): true stands for it. With places
 * and without OMP_PROC_BIND threads are bound (as both peers). Who says which processors to use has everybody bound to
 * all of these at least. */
static void settle_bind(struct veda_global *g)
{
    struct veda_icvs *icvs = &g->initial;
    bool type = g->affinity_spec && veda_names_affinity_type(g->affinity_spec);
    bool places = g->places || g->cpu_list;
    g->processors_chosen =
        veda_places_may_choose(&(struct veda_places_request){.affinity = g->affinity_spec, .subset = g->hw_subset});
    icvs->bind_levels = NULL;
    if (type)
        icvs->bind = VEDA_BIND_TRUE;
    else if (g->bind_set && (g->bind_given != VEDA_BIND_FALSE || !g->processors_chosen)) {
        icvs->bind = g->bind_given;
        icvs->bind_levels = g->bind_given_levels;
    } else
        icvs->bind = places || g->processors_chosen ? VEDA_BIND_TRUE : VEDA_BIND_FALSE;
    g->places_asked = places || g->affinity_spec || g->hw_subset || icvs->bind != VEDA_BIND_FALSE;
}

void veda_icv_settle(struct veda_global *g)
{
    struct veda_icvs *icvs = &g->initial;
    settle_bind(g);
    if (!g->max_active_levels_set) {
        /* 5.2, 2.2: implementation defined. One level unless the user speaks of more than one. */
        bool lists = icvs->nthreads_levels || icvs->bind_levels;
        bool many = g->nested >= 0 ? g->nested : lists;
        icvs->max_active_levels = many ? VEDA_SUPPORTED_LEVELS : 1;
    }
    if (g->device_thread_limit && g->device_thread_limit < icvs->thread_limit)
        icvs->thread_limit = g->device_thread_limit;
    settle_reserve(g);
    if (g->library == VEDA_LIBRARY_TURNAROUND && g->wait == VEDA_WAIT_DEFAULT)
        g->wait = VEDA_WAIT_ACTIVE;
    if (g->library == VEDA_LIBRARY_SERIAL) {
        icvs->nthreads = 1;
        icvs->nthreads_levels = NULL;
        icvs->max_active_levels = 0;
    }
}

/* --- accepted in silence ---------------------------------------------------------------------- */

const char *const veda_icv_ignored[] = {
    "GOMP_DEBUG",
    "GOMP_RTEMS_THREAD_POOLS",
    "KMP_ABORT_DELAY",
    "KMP_CPUINFO_FILE",
    "KMP_DISP_NUM_BUFFERS",
    "KMP_DUPLICATE_LIB_OK",
    "KMP_DYNAMIC_MODE",
    "KMP_FORCE_MONOTONIC_DYNAMIC_SCHEDULE",
    "KMP_FORKJOIN_BARRIER",
    "KMP_FORKJOIN_BARRIER_PATTERN",
    "KMP_HIDDEN_HELPER_AFFINITY",
    "KMP_HOT_TEAMS_MAX_LEVEL",
    "KMP_HOT_TEAMS_MODE",
    "KMP_INHERIT_FP_CONTROL",
    "KMP_INIT_AT_FORK",
    "KMP_LOCK_KIND",
    "KMP_NESTING_MODE",
    "KMP_PLAIN_BARRIER",
    "KMP_PLAIN_BARRIER_PATTERN",
    "KMP_REDUCTION_BARRIER",
    "KMP_REDUCTION_BARRIER_PATTERN",
    "KMP_SCHEDULE",
    "KMP_TASKING",
    "KMP_TASKLOOP_MIN_TASKS",
    "KMP_TASK_STEALING_CONSTRAINT",
    "KMP_TEAMS_THREAD_LIMIT",
    "KMP_TOPOLOGY_METHOD",
    "KMP_TPAUSE",
    "KMP_USER_LEVEL_MWAIT",
    "KMP_USE_YIELD",
    "LIBOMP_NUM_HIDDEN_HELPER_THREADS",
    "LIBOMP_USE_HIDDEN_HELPER_TASK",
    NULL,
};
