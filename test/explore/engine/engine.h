/* The explorer from inside. memory.c: what C11 lets an access see. race.c: plain accesses, allocation.
 * search.c: threads, decisions, the search over them. main.c: scenarios, weakenings, the report.
 *
 * One execution is a sequence of decisions (who goes on, which store a load reads, where a store goes in
 * the modification order, whom a wake wakes); the search runs an execution again and again, each time with
 * the last decision that has something left changed. All of it runs on one native thread. */
#ifndef VEDA_EXPLORE_ENGINE_H
#define VEDA_EXPLORE_ENGINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/explore/explore.h"

enum {
    LOCATIONS = 64, /* atomic objects of one execution */
    STORES = 128,   /* to one of them */
    LOCALS = 4,     /* thread-local variables */
    LOOKS = 16,     /* loads of one round of a spin loop */
};

typedef uint64_t hash;

static inline hash mix(hash h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 29;
}

/* --- memory.c --------------------------------------------------------------------------------------- */

/* What a thread, or the reader of a message, must not be older than. clock: for each thread, how far what
 * it did happens before. at: for each location, the key in its modification order that coherence does not
 * go back behind; that may be more than happens before, by sequentially consistent fences. */
struct view {
    uint16_t clock[EXPLORE_THREADS];
    uint32_t at[LOCATIONS];
};

enum { OP_WAIT = EXPLORE_FENCE + 1, OP_WAKE, OP_RELAX, OP_RESUME };

/* The next step of a thread, known before it is taken. */
struct op {
    int kind; /* enum explore_kind, or OP_ */
    struct explore_site *site;
    void *p;
    uint32_t size;
    enum explore_rmw rmw;
    uint64_t value;    /* operand; what a wait expects; how many a wake wakes */
    uint64_t expected; /* of a CAS */
    bool timed;        /* a wait that ends by itself */
};

struct look {
    struct explore_site *site;
    int location;
    uint32_t key;
};

enum state { READY, ASLEEP, DONE };

struct thread {
    enum state state;
    bool has_begun;      /* taken a step */
    bool put_off;        /* its next step reads a store to come: */
    uint32_t put_off_at; /* made when there were so many */
    struct op op;
    uint64_t result;
    bool swapped;
    int asleep_on; /* location */
    int spurious;  /* waits that may still return for no reason */
    hash history;  /* of all it did and saw: its local state is a function of that */

    struct view now;                  /* what it must see */
    struct view acquired;             /* what an acquire fence would add */
    uint32_t own[LOCATIONS];          /* keys of its latest stores */
    uint16_t caused[EXPLORE_THREADS]; /* clocks of what led to where it is, by any reads */
    struct view released; /* what its relaxed stores publish: its view at the last release fence */

    /* The spin loop that it may be in: what this round has read, what the round before had. */
    struct look round[LOOKS], before[LOOKS];
    int nround, nbefore;
    bool wrote;     /* in this round */
    bool gave_up;   /* looks of this loop see what they saw */
    bool must_wait; /* it loops for ever: no giving up */
    int idle_rounds;

    jmp_buf context;
    char locals[LOCALS][16];
};

extern struct thread threads[EXPLORE_THREADS];
extern int nthreads;
extern struct thread *self; /* NULL: setup or finish */

static inline int self_index(void)
{
    return (int)(self - threads);
}

/* Where C17 and C++20 differ. C17: a thread's own stores continue its release sequences; a fence shows others
 * what its thread has written, not what it has seen. */
extern bool own_stores_continue, cumulative_fences;

void memory_reset(void);
int memory_location(uintptr_t address, size_t size); /* creates it */
void memory_overwritten(int location);               /* by a plain access of self */
bool memory_step(struct op *op);                /* LOAD to FENCE, of self. False: it is put off */
bool memory_has_source(const struct thread *t); /* whether what t reads next is there */
hash memory_put_off_hash(const struct thread *t);
bool memory_wait(int location, uint64_t value); /* the kernel's look: whether self sleeps */
void memory_wake(int location);
bool memory_is_newer(int location, uint32_t key); /* whether there is a store beyond key */
hash memory_hash(void);
uint64_t direct(struct op *op, bool *swapped); /* on real memory, in setup and finish */

/* --- race.c ----------------------------------------------------------------------------------------- */

void race_reset(void);
int race_location(uintptr_t address); /* that begins or lies there, or -1 */
void race_new_location(uintptr_t address, size_t size, int location);
void race_atomic(uintptr_t address, size_t size, int location, bool writes);

/* --- search.c --------------------------------------------------------------------------------------- */

int choose(int n);
bool may_put_off(void);           /* whether self's next step may read what is not there yet */
bool is_local(uintptr_t address); /* thread-local: no two threads share it */
/* The next step of self: waits for its turn and takes it. */
void step(struct op *op);
void prune(void) __attribute__((noreturn)); /* this execution is like one that has been explored */
bool fast_look(int location, uint32_t key); /* a load in a loop that gave up: no decision */

void note(const char *fmt, ...)
    __attribute__((format(printf, 1, 2))); /* for the report of a failure */
void note_pc(const char *what, const void *pc);

struct limits {
    double seconds; /* of processor time */
    bool walks; /* at random, instead of a search */
};

struct outcome {
    enum { EXHAUSTED, FAILED, GAVE_UP } how;
    uint64_t executions, states;
    double seconds;
    char why[512];
    char outcomes[64 * 66];
};

struct outcome search(const struct explore_scenario *s, unsigned bit, const struct limits *limits,
                      bool show);

#endif
