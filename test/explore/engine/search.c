/* Threads and the search over what they may do.
 *
 * A thread announces its next atomic step and goes on when it is chosen; what is between two such steps is
 * its own. Three things keep the search small without leaving anything out:
 *
 * - A step that is not sequentially consistent is taken at once. A store may go below newer ones, so whatever
 *   others do can be done behind it. A load may read what is there, or be put off until there is more.
 * - A state is the graph of what has been done (who read what, modification orders, the order of
 *   sequentially consistent steps). Many schedules make the same graph; each is gone on from once.
 * - A thread that spins waits for something new. A round of its loop that sees nothing new is not
 *   explored.
 *
 * Where no other thread will write there is nothing to put off for. Who writes what is learnt; when somebody
 * turns out to write where he was not known to, the search starts anew. Threads with the same function begin
 * in their order: they could change names. */
#include "engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/base/log.h"
#include "runtime/sys/futex.h"
#include "runtime/sys/thread.h"

enum {
    DEPTH = 1 << 13,
    STACK = 1 << 16,
    STEPS = 4000,      /* of one execution */
    IDLE_ROUNDS = 300, /* of a loop that gave up, until it is taken to be endless */
    NOTES = 1 << 12,
};

struct thread threads[EXPLORE_THREADS];
int nthreads;
struct thread *self;

static const struct explore_scenario *scenario;
static unsigned scenario_bit;
static char stacks[EXPLORE_THREADS][STACK] __attribute__((aligned(128)));

/* --- Decisions -------------------------------------------------------------------------------------- */

static struct {
    uint16_t taken, n;
} path[DEPTH];
static int depth, decided; /* where this execution is; how far the path reaches */
static uint64_t random_state;
static bool walking;

static jmp_buf end_of_execution;
enum end { COMPLETE = 1, PRUNED, WRONG, ANEW };

static int nsteps;
static char why[512];

static void end_execution(enum end how) __attribute__((noreturn));
static void end_execution(enum end how)
{
    _longjmp(end_of_execution, how);
}

void prune(void)
{
    end_execution(PRUNED);
}

void explore_fail(const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(why, sizeof why, fmt, arguments);
    va_end(arguments);
    end_execution(WRONG);
}

/* The shipping code's own checks. */
void veda_fatal(const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(why, sizeof why, fmt, arguments);
    va_end(arguments);
    end_execution(WRONG);
}

int choose(int n)
{
    if (n == 1)
        return 0;
    if (walking) {
        random_state = mix(random_state, (uint64_t)n);
        return (int)(random_state % (uint64_t)n);
    }
    if (depth == DEPTH)
        explore_fail("more than %d decisions", DEPTH);
    if (depth == decided) {
        path[decided].taken = 0;
        path[decided++].n = (uint16_t)n;
    } else if (path[depth].n != n) {
        fprintf(stderr, "explore: an execution is not repeatable: %d choices, then %d\n",
                path[depth].n, n);
        abort();
    }
    return path[depth++].taken;
}

/* The next path in the order of the search. False: that was the last. */
static bool advance(void)
{
    while (decided > 0 && path[decided - 1].taken + 1 == path[decided - 1].n)
        decided--;
    if (decided == 0)
        return false;
    path[decided - 1].taken++;
    return true;
}

/* --- States that have been gone on from ------------------------------------------------------------- */

static hash *seen;
static uint64_t seen_size, nseen;

static void seen_reset(void)
{
    if (!seen)
        seen = malloc((seen_size = 1 << 16) * sizeof *seen);
    memset(seen, 0, seen_size * sizeof *seen);
    nseen = 0;
}

/* False: it was there. */
static bool seen_add(hash h)
{
    if (h == 0)
        h = 1;
    if (nseen * 2 > seen_size) {
        hash *old = seen;
        uint64_t n = seen_size;
        seen = calloc(seen_size *= 2, sizeof *seen);
        if (!seen) {
            fprintf(stderr, "explore: out of memory\n");
            abort();
        }
        nseen = 0;
        for (uint64_t i = 0; i < n; i++)
            if (old[i])
                seen_add(old[i]);
        free(old);
    }
    uint64_t i = h & (seen_size - 1);
    for (; seen[i]; i = (i + 1) & (seen_size - 1))
        if (seen[i] == h)
            return false;
    seen[i] = h;
    nseen++;
    return true;
}

/* --- Who writes what, as learnt --------------------------------------------------------------------- */

enum { TOUCHED = 1 << 10 };

static struct touch {
    uintptr_t address;
    unsigned writers; /* threads, a bit each */
} touches[TOUCHED];

static struct touch *touch_of(uintptr_t address)
{
    for (uint64_t i = mix(address, 0) % TOUCHED;; i = (i + 1) % TOUCHED)
        if (touches[i].address == address || touches[i].address == 0) {
            touches[i].address = address;
            return &touches[i];
        }
}

/* Nobody but t will write there: what t does there, it may do at once. */
static bool is_left_to(uintptr_t address, const struct thread *t)
{
    unsigned others = touch_of(address)->writers & ~(1u << (t - threads));
    for (int i = 0; i < nthreads; i++)
        if (others & 1u << i && threads[i].state != DONE)
            return false;
    return !walking;
}

/* What has been explored without knowing this writer may have left something out. */
static void writes(uintptr_t address)
{
    struct touch *touch = touch_of(address);
    unsigned me = 1u << self_index();
    if (touch->writers & me)
        return;
    touch->writers |= me;
    if (!walking)
        end_execution(ANEW);
}

/* --- The story of one execution --------------------------------------------------------------------- */

static struct {
    int thread;
    const struct explore_site *site;
    const void *p, *pc;
    char text[112];
} story[NOTES];
static int nstory;
static bool telling;

void note_pc(const char *what, const void *pc)
{
    if (!telling || nstory == NOTES)
        return;
    note("%s", what);
    story[nstory - 1].site = NULL;
    story[nstory - 1].pc = pc;
}

void note(const char *fmt, ...)
{
    if (!telling || nstory == NOTES)
        return;
    story[nstory].thread = self ? self_index() : -1;
    story[nstory].site = self && self->op.kind <= EXPLORE_FENCE ? self->op.site : NULL;
    story[nstory].p = self ? self->op.p : NULL;
    story[nstory].pc = NULL;
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(story[nstory++].text, sizeof story[0].text, fmt, arguments);
    va_end(arguments);
}

static void tell(void)
{
    for (int i = 0; i < nstory; i++) {
        printf("    T%d  %-52s", story[i].thread, story[i].text);
        if (story[i].site)
            printf(" %p  %s, %s:%d", story[i].p, story[i].site->function, story[i].site->file,
                   story[i].site->line);
        printf("\n");
        if (story[i].pc) {
            char command[128];
            snprintf(command, sizeof command,
                     "addr2line -pfi -e /proc/%d/exe %p | sed 's/^/          /'", (int)getpid(),
                     (char *)story[i].pc - 1);
            fflush(stdout);
            if (system(command)) {
            }
        }
    }
    printf("    %s\n", why);
}

/* --- Threads ---------------------------------------------------------------------------------------- */

static void schedule(void);

static void thread_main(int index)
{
    threads[index].op.kind = OP_RESUME;
    scenario->thread[index]();
    self->state = DONE;
    schedule();
}

static void start(int index)
{
    static ucontext_t fresh;
    getcontext(&fresh);
    fresh.uc_stack = (stack_t){.ss_sp = stacks[index], .ss_size = STACK};
    fresh.uc_link = NULL;
    makecontext(&fresh, (void (*)(void))thread_main, 1, index);
    setcontext(&fresh);
}

static bool started[EXPLORE_THREADS];

/* Thread-local variables are the native thread's; each of ours keeps its values while it waits. */
static struct {
    char *p;
    size_t size;
} locals[LOCALS];
static int nlocals;

void explore_local(void *p, size_t size)
{
    if (nlocals == LOCALS || size > sizeof threads[0].locals[0])
        explore_fail("the engine has room for %d thread-local variables", LOCALS);
    locals[nlocals].p = p;
    locals[nlocals++].size = size;
}

bool is_local(uintptr_t address)
{
    for (int i = 0; i < nlocals; i++)
        if (address - (uintptr_t)locals[i].p < locals[i].size)
            return true;
    return false;
}

static void keep_locals(struct thread *t)
{
    for (int i = 0; i < nlocals; i++)
        memcpy(t->locals[i], locals[i].p, locals[i].size);
}

static void bring_locals(const struct thread *t)
{
    for (int i = 0; i < nlocals; i++)
        memcpy(locals[i].p, t->locals[i], locals[i].size);
}

static void switch_to(struct thread *to)
{
    struct thread *from = self;
    if (from)
        keep_locals(from);
    bring_locals(to);
    if (from && from->state != DONE && _setjmp(from->context))
        return;
    self = to;
    int index = self_index();
    if (started[index])
        _longjmp(to->context, 1);
    started[index] = true;
    start(index);
}

/* A twin with a lower number has not begun: he goes first. */
static bool must_let_twin_begin(const struct thread *t)
{
    for (int i = 0; i < t - threads; i++)
        if (scenario->thread[i] == scenario->thread[t - threads] && !threads[i].has_begun &&
            !t->has_begun)
            return true;
    return false;
}

static bool looks_again(const struct thread *t)
{
    for (int i = 0; i < t->nround; i++)
        if (memory_is_newer(t->round[i].location, t->round[i].key))
            return true;
    return false;
}

static bool may_give_up(const struct thread *t)
{
    return !scenario->patient && !t->must_wait;
}

bool may_put_off(void)
{
    return !walking && self->op.site->now != EXPLORE_SEQ_CST &&
           !is_left_to((uintptr_t)self->op.p, self);
}

/* AT_ONCE: nothing is lost if this step is the next. IN_TURN: its order among others of that kind matters. */
enum readiness { NOT_YET, AT_ONCE, IN_TURN };

static enum readiness readiness(const struct thread *t)
{
    const struct op *op = &t->op;
    if (t->state != READY || must_let_twin_begin(t))
        return NOT_YET;
    switch (op->kind) {
    case OP_RESUME: return AT_ONCE;
    case OP_RELAX: return looks_again(t) ? AT_ONCE : NOT_YET;
    case OP_WAIT:
    case OP_WAKE: return IN_TURN;
    default: break;
    }
    if (op->site->now == EXPLORE_SEQ_CST)
        return IN_TURN;
    if (op->kind == EXPLORE_STORE || op->kind == EXPLORE_FENCE)
        return AT_ONCE;
    if (walking)
        return IN_TURN;
    return t->put_off && !memory_has_source(t) ? NOT_YET : AT_ONCE;
}

/* Another way on exists, and is explored as well. */
static bool is_one_way_of_two(const struct thread *t)
{
    return t->state == READY && (t->put_off || (t->op.kind == OP_RELAX && may_give_up(t)));
}

static void check_state(void)
{
    if (walking || depth < decided)
        return;
    hash h = memory_hash();
    for (int i = 0; i < nthreads; i++) {
        const struct thread *t = &threads[i];
        h += mix(mix(t->history, (uint64_t)i),
                 (uint64_t)t->state * 4 + (uint64_t)t->must_wait * 2 + (uint64_t)t->gave_up);
        if (t->put_off)
            h += mix(memory_put_off_hash(t), (uint64_t)i);
    }
    if (!seen_add(h))
        prune();
}

static void nobody_can_go_on(void)
{
    for (int i = 0; i < nthreads; i++)
        if (is_one_way_of_two(&threads[i]))
            prune();
    for (int i = 0; i < nthreads; i++)
        if (threads[i].state != DONE) {
            self = &threads[i];
            note(self->state == ASLEEP ? "sleeps for ever" : "looks for ever");
        }
    explore_fail("nobody can go on");
}

/* Picks who goes on, and switches there: who adds to what can be seen first, then who reads, then one of
 * those whose order matters. */
static void schedule(void)
{
    struct thread *next = NULL, *in_turn[EXPLORE_THREADS];
    int n = 0;
    bool all_done = true;
    if (++nsteps > STEPS)
        explore_fail("an execution has more than %d steps", STEPS);
    for (int i = 0; i < nthreads; i++) {
        struct thread *t = &threads[i];
        enum readiness when = readiness(t);
        all_done &= t->state == DONE;
        bool reads =
            t->op.kind == EXPLORE_LOAD || t->op.kind == EXPLORE_RMW || t->op.kind == EXPLORE_CAS;
        if (when == AT_ONCE && !reads) {
            if (t != self)
                switch_to(t);
            return;
        }
        if (when == AT_ONCE && !next)
            next = t;
        if (when == IN_TURN)
            in_turn[n++] = t;
    }
    if (all_done)
        end_execution(COMPLETE);
    if (!next && n == 0)
        nobody_can_go_on();
    check_state();
    if (!next)
        next = in_turn[choose(n)];
    if (next != self)
        switch_to(next);
}

/* Returns when self's step is the next. */
static void take_turn(void)
{
    schedule();
    self->has_begun = true;
}

static bool same_looks(const struct thread *t)
{
    for (int i = 0; i < t->nround; i++) {
        bool found = false;
        for (int k = 0; k < t->nbefore && !found; k++)
            found = memcmp(&t->round[i], &t->before[k], sizeof t->round[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static void forget_loop(struct thread *t)
{
    t->nround = t->nbefore = t->idle_rounds = 0;
    t->wrote = t->gave_up = t->must_wait = false;
}

bool fast_look(int location, uint32_t key)
{
    if (!self->gave_up)
        return false;
    struct look look = {self->op.site, location, key};
    for (int i = 0; i < self->nround; i++)
        if (self->round[i].site == look.site && self->round[i].location == location &&
            self->round[i].key == key)
            return true;
    for (int i = 0; i < self->nbefore; i++)
        if (self->before[i].site == look.site && self->before[i].location == location &&
            self->before[i].key == key)
            return true;
    return false;
}

/* A round of a loop has ended. A pause of many relaxes is one. */
static void relax(void)
{
    if (self->nround == 0 && !self->wrote)
        return;
    if (self->nbefore && !self->wrote && !self->gave_up && same_looks(self))
        prune();
    if (!self->gave_up || ++self->idle_rounds >= IDLE_ROUNDS) {
        if (self->gave_up) {
            self->must_wait = true;
            self->gave_up = false;
        }
        self->op = (struct op){.kind = OP_RELAX};
        if (may_give_up(self) && choose(2))
            self->gave_up = true;
        else
            schedule();
        note(self->gave_up ? "gives up looking" : "looks again");
        self->history = mix(self->history, OP_RELAX + 16u * self->gave_up);
        self->must_wait = false;
        self->idle_rounds = 0;
    }
    memcpy(self->before, self->round, sizeof self->round);
    self->nbefore = self->nround;
    self->nround = 0;
    self->wrote = false;
}

void explore_relax(void);
void explore_relax(void)
{
    if (self)
        relax();
}

void veda_thread_yield(void)
{
    if (self)
        relax();
}

/* A load in a loop that gave up is no step of its own, if it is one of the loop's. */
static bool is_fast(void)
{
    if (!self->gave_up || self->op.kind != EXPLORE_LOAD)
        return false;
    int location = memory_location((uintptr_t)self->op.p, self->op.size);
    return fast_look(location, self->now.at[location]);
}

void step(struct op *op)
{
    if (op->kind <= EXPLORE_FENCE) {
        op->site->used |= scenario_bit;
        if (op->p && op->kind != EXPLORE_LOAD)
            writes((uintptr_t)op->p);
    }
    self->op = *op;
    if (!is_fast()) {
        if (self->gave_up)
            forget_loop(self); /* it is left */
        take_turn();
    }
    while (!memory_step(&self->op))
        schedule();
}

static uint64_t perform(struct op op, bool *swapped)
{
    bool ignored;
    if (!swapped)
        swapped = &ignored;
    if (!self)
        return direct(&op, swapped);
    step(&op);
    *swapped = self->swapped;
    return self->result;
}

uint64_t explore_load(struct explore_site *site, const volatile void *p, size_t size)
{
    return perform(
        (struct op){.kind = EXPLORE_LOAD, .site = site, .p = (void *)p, .size = (uint32_t)size},
        NULL);
}

void explore_store(struct explore_site *site, volatile void *p, size_t size, uint64_t value)
{
    perform((struct op){.kind = EXPLORE_STORE,
                        .site = site,
                        .p = (void *)p,
                        .size = (uint32_t)size,
                        .value = value},
            NULL);
}

uint64_t explore_rmw(struct explore_site *site, volatile void *p, size_t size, enum explore_rmw rmw,
                     uint64_t value)
{
    return perform((struct op){.kind = EXPLORE_RMW,
                               .site = site,
                               .p = (void *)p,
                               .size = (uint32_t)size,
                               .rmw = rmw,
                               .value = value},
                   NULL);
}

bool explore_cas(struct explore_site *site, volatile void *p, size_t size, void *expected,
                 uint64_t desired)
{
    struct op op = {.kind = EXPLORE_CAS,
                    .site = site,
                    .p = (void *)p,
                    .size = (uint32_t)size,
                    .value = desired};
    memcpy(&op.expected, expected, size);
    bool swapped;
    uint64_t old = perform(op, &swapped);
    memcpy(expected, &old, size);
    return swapped;
}

void explore_fence(struct explore_site *site)
{
    perform((struct op){.kind = EXPLORE_FENCE, .site = site}, NULL);
}

/* --- The futex -------------------------------------------------------------------------------------- */

void veda_futex_wait(uint32_t *word, uint32_t value, uint64_t timeout_ns)
{
    if (!self)
        return;
    (void)timeout_ns; /* who needs it to go on has missed a wake-up */
    forget_loop(self);
    self->op = (struct op){.kind = OP_WAIT, .p = word};
    take_turn();
    int location = memory_location((uintptr_t)word, sizeof *word);
    race_atomic((uintptr_t)word, sizeof *word, location, false);
    if (!memory_wait(location, value))
        return;
    if (self->spurious && choose(2)) {
        self->spurious--;
        self->history = mix(self->history, OP_RESUME);
        note("returns for no reason");
        return;
    }
    self->state = ASLEEP;
    self->asleep_on = location;
    self->op.kind = OP_RESUME;
    schedule();
}

int veda_futex_wake(uint32_t *word, int n)
{
    if (!self)
        return 0;
    forget_loop(self);
    self->op = (struct op){.kind = OP_WAKE, .p = word};
    take_turn();
    int location = race_location((uintptr_t)word), woken = 0;
    self->history = mix(mix(self->history, OP_WAKE), (uintptr_t)word);
    if (location < 0)
        return 0;
    memory_wake(location);
    while (woken < n) {
        struct thread *sleeper[EXPLORE_THREADS];
        int nsleepers = 0;
        for (int i = 0; i < nthreads; i++)
            if (threads[i].state == ASLEEP && threads[i].asleep_on == location)
                sleeper[nsleepers++] = &threads[i];
        if (nsleepers == 0)
            break;
        struct thread *t = sleeper[nsleepers > n - woken ? choose(nsleepers) : 0];
        t->state = READY;
        t->history = mix(t->history, self->history);
        self->history = mix(self->history, (uint64_t)(t - threads));
        woken++;
    }
    note("futex wake of %d: %d woken", n, woken);
    return woken;
}

/* --- Searching -------------------------------------------------------------------------------------- */

enum { OUTCOMES = 64 };
static char outcome_text[OUTCOMES][64];
static int noutcomes;

void explore_outcome(const char *fmt, ...)
{
    char text[sizeof outcome_text[0]];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof text, fmt, arguments);
    va_end(arguments);
    int at = 0;
    while (at < noutcomes && strcmp(outcome_text[at], text) < 0)
        at++;
    if (at < noutcomes && strcmp(outcome_text[at], text) == 0)
        return;
    if (noutcomes == OUTCOMES)
        explore_fail("more than %d outcomes", OUTCOMES);
    memmove(outcome_text[at + 1], outcome_text[at],
            (size_t)(noutcomes++ - at) * sizeof outcome_text[0]);
    memcpy(outcome_text[at], text, sizeof text);
}

static void begin_execution(void)
{
    depth = nsteps = nstory = nlocals = 0;
    self = NULL;
    memory_reset();
    race_reset();
    memset(started, 0, sizeof started);
    scenario->setup();
    for (nthreads = 0; nthreads < EXPLORE_THREADS && scenario->thread[nthreads]; nthreads++) {
        struct thread *t = &threads[nthreads];
        memset(t, 0, sizeof *t);
        t->now.clock[nthreads] = 1;
        t->spurious = scenario->spurious;
        t->history = (hash)nthreads + 1;
        t->op.kind = OP_RESUME;
        keep_locals(t);
    }
}

static enum end execute(void)
{
    enum end how = (enum end)_setjmp(end_of_execution);
    if (how == 0) {
        begin_execution();
        schedule();
    }
    if (how == COMPLETE) {
        self = NULL;
        if (scenario->finish) {
            how = (enum end)_setjmp(end_of_execution);
            if (how == 0) {
                scenario->finish();
                how = COMPLETE;
            }
        }
    }
    self = NULL;
    return how;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct outcome search(const struct explore_scenario *s, unsigned bit, const struct limits *limits,
                      bool show)
{
    static struct outcome out;
    double since = now();
    out = (struct outcome){.how = GAVE_UP};
    scenario = s;
    scenario_bit = bit;
    walking = limits->walks;
    random_state = 1;
    memset(touches, 0, sizeof touches);
    seen_reset();
    decided = noutcomes = 0;
    while (out.executions % 1024 || now() - since < limits->seconds) {
        uint64_t seed = random_state;
        enum end how = execute();
        out.executions++;
        if (how == ANEW) {
            decided = noutcomes = 0;
            seen_reset();
            continue;
        }
        if (how == WRONG) {
            out.how = FAILED;
            strcpy(out.why, why);
            if (show && !s->fails) {
                telling = true;
                random_state = seed;
                execute();
                telling = false;
                tell();
            }
            break;
        }
        if (!walking && !advance()) {
            out.how = EXHAUSTED;
            break;
        }
    }
    for (int i = 0; i < noutcomes; i++) {
        size_t used = strlen(out.outcomes);
        snprintf(out.outcomes + used, sizeof out.outcomes - used, "%s%s", i ? " " : "",
                 outcome_text[i]);
    }
    if (out.how == EXHAUSTED && s->outcomes && strcmp(s->outcomes, out.outcomes) != 0) {
        out.how = FAILED;
        snprintf(out.why, sizeof out.why, "the outcomes are not as expected");
    }
    if (s->fails) {
        bool right = out.how == FAILED && strstr(out.why, s->fails);
        out.how = right ? EXHAUSTED : FAILED;
        if (!right)
            snprintf(out.why, sizeof out.why, "it should fail: %s", s->fails);
    }
    out.states = nseen;
    out.seconds = now() - since;
    return out;
}
