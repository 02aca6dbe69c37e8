/* The driver: every scenario, then every weakening of an ordering that they execute.
 *
 *   PROGRAM [--deep] [--only SCENARIO] [--weaken WHERE] [--c++20]
 *
 * --deep adds the scenarios that take longer; they take no part in the weakenings. --weaken explores with
 * that one weakening, named as the report names it, and shows an execution that goes wrong. --c++20 takes
 * the model of that standard where it differs from C17. A weakening is explored in a process of its own:
 * it may crash. */
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SCENARIOS = 32, WEAKENINGS = 256, NAME = 96 };

extern struct explore_site __start_explore_sites[], __stop_explore_sites[];

static const struct explore_scenario *scenarios;
static const struct explore_exemption *exemptions;
static const char *checked; /* files */
static bool exemption_used[WEAKENINGS];
static bool deep;
static const struct limits limits = {.seconds = 120}, deep_limits = {.seconds = 180};
static const struct limits walk_limits = {.seconds = 60, .walks = true};

static const char *order_name(enum explore_order order)
{
    switch (order) {
    case EXPLORE_RELAXED: return "RELAXED";
    case EXPLORE_ACQUIRE: return "ACQUIRE";
    case EXPLORE_RELEASE: return "RELEASE";
    case EXPLORE_ACQ_REL: return "ACQ_REL";
    case EXPLORE_SEQ_CST: return "SEQ_CST";
    }
    return "?";
}

/* The next weaker orders, up to two; gives how many. */
static int weaker(enum explore_kind kind, enum explore_order order, enum explore_order *to)
{
    switch (order) {
    case EXPLORE_RELAXED: return 0;
    case EXPLORE_ACQUIRE:
    case EXPLORE_RELEASE: *to = EXPLORE_RELAXED; return 1;
    case EXPLORE_ACQ_REL:
        to[0] = EXPLORE_ACQUIRE;
        to[1] = EXPLORE_RELEASE;
        return 2;
    case EXPLORE_SEQ_CST:
        *to = kind == EXPLORE_LOAD    ? EXPLORE_ACQUIRE
              : kind == EXPLORE_STORE ? EXPLORE_RELEASE
                                      : EXPLORE_ACQ_REL;
        return 1;
    }
    return 0;
}

/* function:operation>weaker, with #n behind the function's n-th such operation if n > 1. */
static void name_of(const struct explore_site *site, enum explore_order to, char *name)
{
    int nth = 1;
    for (const struct explore_site *s = __start_explore_sites; s < __stop_explore_sites; s++)
        if (s->line < site->line && strcmp(s->function, site->function) == 0 &&
            strcmp(s->file, site->file) == 0 && strcmp(s->operation, site->operation) == 0)
            nth++;
    char which[16] = "";
    if (nth > 1)
        snprintf(which, sizeof which, "#%d", nth);
    snprintf(name, NAME, "%s:%s%s>%s", site->function, site->operation, which, order_name(to));
}

/* Scenarios have accesses of their own, and bring in code that others check. */
static bool is_checked(const struct explore_site *site)
{
    for (const char *at = checked; *at;) {
        size_t n = strcspn(at, " "), length = strlen(site->file);
        if (n && length >= n && memcmp(site->file + length - n, at, n) == 0)
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

static bool takes_part(const struct explore_scenario *s)
{
    return deep || !s->deep;
}

/* Whether that much weakening of the site, or more, is exempt: the reason. */
static const char *exempt(const struct explore_site *site, enum explore_order to)
{
    for (int i = 0; exemptions && exemptions[i].where; i++)
        for (unsigned order = 0; order <= to; order++) {
            char name[NAME];
            name_of(site, (enum explore_order)order, name);
            if ((order & to) == order && strcmp(exemptions[i].where, name) == 0) {
                exemption_used[i] |= order == to;
                return exemptions[i].why;
            }
        }
    return NULL;
}

static bool exempt_unreached(const char *name)
{
    for (int i = 0; exemptions && exemptions[i].where; i++)
        if (strcmp(exemptions[i].where, name) == 0)
            return exemption_used[i] = true;
    return false;
}

static void report(const struct explore_scenario *s, const struct outcome *out, const char *how)
{
    printf("%-70s %9llu executions, %8llu states, %5.1f s, %s\n", s->name,
           (unsigned long long)out->executions, (unsigned long long)out->states, out->seconds,
           out->how == FAILED ? "FAILED" : how);
    if (out->how == FAILED)
        printf("    %s\n", out->why);
    if (out->how == FAILED && s->outcomes)
        printf("    outcomes: %s\n    expected: %s\n", out->outcomes, s->outcomes);
    fflush(stdout);
}

/* A deep scenario may be too large to be searched to the end; then it is walked through at random as well. */
static bool explore(int i, bool show)
{
    const struct explore_scenario *s = &scenarios[i];
    struct outcome out = search(s, 1u << i, s->deep ? &deep_limits : &limits, show);
    report(s, &out, out.how == EXHAUSTED ? "exhaustive" : "not exhaustive");
    if (out.how == GAVE_UP && s->deep) {
        out = search(s, 1u << i, &walk_limits, show);
        report(s, &out, "random walks");
        return out.how != FAILED;
    }
    return out.how == EXHAUSTED;
}

/* What the scenarios say to the weakening that is in force. In a child: its status is 1 + the scenario that
 * failed, or 0; why goes through the pipe. */
static int caught_by(unsigned used, char *why, size_t size)
{
    int pipes[2];
    if (pipe(pipes))
        abort();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; scenarios[i].name; i++) {
            if (!(used & 1u << i) || scenarios[i].deep)
                continue;
            dprintf(pipes[1], "%c", i);
            struct outcome out = search(&scenarios[i], 1u << i, &limits, false);
            if (out.how != EXHAUSTED) {
                dprintf(pipes[1], "%s", out.why);
                _exit(out.how == FAILED ? 1 : 2);
            }
        }
        _exit(0);
    }
    close(pipes[1]);
    size_t n = 0;
    char text[512];
    for (ssize_t got;
         n < sizeof text - 1 && (got = read(pipes[0], text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = 0;
    close(pipes[0]);
    int status, last = -1;
    waitpid(child, &status, 0);
    size_t at = 0;
    while (at < n && text[at] < SCENARIOS)
        last = text[at++];
    snprintf(why, size, "%s", text + at);
    if (WIFSIGNALED(status)) {
        snprintf(why, size, "it crashes: %s", strsignal(WTERMSIG(status)));
        return last;
    }
    if (WEXITSTATUS(status) == 2)
        snprintf(why, size, "the search did not end");
    return WEXITSTATUS(status) == 1 ? last : -1;
}

static int nplanted, ncaught, nexempt;

/* Each of the next weaker orders of the site; those that nobody notices are weakened further. */
static bool weaken(struct explore_site *site, enum explore_order from, unsigned *tried)
{
    enum explore_order to[2];
    bool good = true;
    for (int i = 0, n = weaker(site->kind, from, to); i < n; i++) {
        char name[NAME], why[512];
        if (*tried & 1u << to[i])
            continue;
        *tried |= 1u << to[i];
        name_of(site, to[i], name);
        site->now = to[i];
        int by = caught_by(site->used, why, sizeof why);
        site->now = site->order;
        const char *reason = exempt(site, to[i]);
        nplanted++;
        if (by >= 0 && !reason) {
            ncaught++;
            printf("caught     %-60s %s:%d\n             by: %s: %s\n", name, site->file,
                   site->line, scenarios[by].name, why);
        } else if (by < 0 && reason) {
            nexempt++;
            printf("exempt     %-60s %s:%d\n             %s\n", name, site->file, site->line,
                   reason);
        } else {
            good = false;
            printf("%s %-60s %s:%d\n             %s%s%s\n", by < 0 ? "NOT CAUGHT" : "NOT EXEMPT", name, site->file,
                   site->line, by < 0 ? "" : scenarios[by].name, by < 0 ? "" : ": ", why);
        }
        fflush(stdout);
        if (by < 0)
            good &= weaken(site, to[i], tried);
    }
    return good;
}

static bool weaken_all(void)
{
    bool good = true;
    for (struct explore_site *s = __start_explore_sites; s < __stop_explore_sites; s++) {
        if (!is_checked(s) || s->order == EXPLORE_RELAXED)
            continue;
        char name[NAME];
        name_of(s, s->order, name);
        *strrchr(name, '>') = 0;
        unsigned tried = 0;
        if (s->used) {
            good &= weaken(s, s->order, &tried);
        } else if (!exempt_unreached(name)) {
            printf("NOT REACHED %-60s %s:%d\n", name, s->file, s->line);
            good = false;
        }
    }
    for (int i = 0; exemptions && exemptions[i].where; i++)
        if (!exemption_used[i]) {
            printf("NO SUCH SITE, or it is caught further up: %s\n", exemptions[i].where);
            good = false;
        }
    printf("%d weakenings planted: %d caught, %d exempt\n", nplanted, ncaught, nexempt);
    return good;
}

/* Puts the weakening of that name in force. */
static bool plant(const char *where)
{
    static const enum explore_order orders[] = {EXPLORE_RELAXED, EXPLORE_ACQUIRE, EXPLORE_RELEASE,
                                                EXPLORE_ACQ_REL};
    for (struct explore_site *s = __start_explore_sites; s < __stop_explore_sites; s++)
        for (int i = 0; i < 4; i++) {
            char name[NAME];
            name_of(s, orders[i], name);
            if (strcmp(name, where) == 0) {
                s->now = orders[i];
                return true;
            }
        }
    fprintf(stderr, "explore: no site is called %s\n", where);
    return false;
}

int explore_main(int argc, char **argv, const struct explore_scenario *all, const char *files,
                 const struct explore_exemption *exempted)
{
    const char *only = NULL, *planted = NULL;
    scenarios = all;
    checked = files;
    exemptions = exempted;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--deep") == 0) {
            deep = true;
        } else if (strcmp(argv[i], "--c++20") == 0) {
            own_stores_continue = false;
            cumulative_fences = true;
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            only = argv[++i];
        } else if (strcmp(argv[i], "--weaken") == 0 && i + 1 < argc) {
            planted = argv[++i];
        } else {
            fprintf(stderr, "usage: %s [--deep] [--only SCENARIO] [--weaken WHERE] [--c++20]\n",
                    argv[0]);
            return 2;
        }
    }
    if (planted && !plant(planted))
        return 2;
    bool good = true;
    for (int i = 0; scenarios[i].name; i++)
        if (takes_part(&scenarios[i]) && (!only || strcmp(only, scenarios[i].name) == 0))
            good &= explore(i, true);
    if (good && !only && !planted)
        good = weaken_all();
    return good ? 0 : 1;
}
