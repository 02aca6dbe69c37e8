/* The memory model: C11 as repaired by RC11, run as a machine with views.
 *
 * Each location has its stores in modification order. A thread may read any store that is not older than its
 * view of the location; a store may go anywhere behind that view, but not between a store and the
 * read-modify-write that read it. Stores carry the view that an acquiring reader gets. Invariant: real memory
 * holds the newest store's value, so that a plain access that races with nothing finds the right one. */
#include "engine.h"

#include <string.h>

struct message {
    uint64_t value;
    uint32_t key;
    uint32_t made; /* stores to the location before it, in the order of execution */
    bool is_rmw;   /* right behind the store that it read */
    bool is_bound; /* right behind the one before: somebody has got a release sequence through it */
    uint8_t by;    /* thread; EXPLORE_THREADS: none */
    hash id;
    uint16_t caused[EXPLORE_THREADS]; /* clocks of what led to it, by any reads */
    struct view view;                 /* what it releases as the head of a sequence */
};

struct location {
    uintptr_t address;
    uint32_t size;
    uint32_t n, nmade;
    uint32_t kernel; /* key that a futex wait sees at least */
    uint32_t total;  /* key up to which sequentially consistent steps are ordered */
    hash order;      /* of the ids in modification order */
    bool is_guarded;
    uint32_t nreads; /* if it is: by whom, when */
    struct {
        uint8_t by;
        uint16_t clock;
    } read[STORES];
    struct message store[STORES];
};

enum { GAP = 1 << 12, GUARDS = 4 };

bool own_stores_continue = true, cumulative_fences;

static struct location locations[LOCATIONS];
static int nlocations;

static struct {
    uintptr_t address;
    size_t size;
} guarded[GUARDS];
static int nguarded;

void memory_reset(void)
{
    nlocations = nguarded = 0;
}

void explore_guard(const void *p, size_t size)
{
    if (nguarded == GUARDS)
        explore_fail("the engine has room for %d guarded objects", GUARDS);
    guarded[nguarded].address = (uintptr_t)p;
    guarded[nguarded++].size = size;
}

static bool is_guarded(uintptr_t address)
{
    for (int i = 0; i < nguarded; i++)
        if (address - guarded[i].address < guarded[i].size)
            return true;
    return false;
}

static void join_at(uint32_t *to, const uint32_t *from)
{
    for (int i = 0; i < nlocations; i++)
        if (to[i] < from[i])
            to[i] = from[i];
}

static void join(struct view *to, const struct view *from)
{
    for (int t = 0; t < EXPLORE_THREADS; t++)
        if (to->clock[t] < from->clock[t])
            to->clock[t] = from->clock[t];
    join_at(to->at, from->at);
}

static uint64_t real(const struct location *l)
{
    uint64_t value = 0;
    memcpy(&value, (void *)l->address, l->size);
    return value;
}

static uint64_t cut(uint64_t value, uint32_t size)
{
    return size == 8 ? value : value & ((UINT64_C(1) << size * 8) - 1);
}

static void reorder(struct location *l)
{
    hash h = l->address;
    for (uint32_t i = 0; i < l->n; i++)
        h = mix(h, l->store[i].id);
    l->order = h;
}

/* The one store is what memory holds now. Whoever may access the location has it in his past. */
static void begin(struct location *l, uint32_t key, hash id)
{
    l->n = 1;
    l->store[0] = (struct message){
        .key = key, .id = id, .value = real(l), .by = EXPLORE_THREADS, .made = l->nmade++};
    l->kernel = l->total = key;
    reorder(l);
}

int memory_location(uintptr_t address, size_t size)
{
    int found = race_location(address);
    if (found >= 0) {
        struct location *l = &locations[found];
        if (l->address != address || l->size != size)
            explore_fail("atomic accesses of different sizes at %p", (void *)address);
        if (l->n == 0)
            begin(l, l->kernel + GAP, l->order);
        return found;
    }
    if (nlocations == LOCATIONS)
        explore_fail("the engine has room for %d atomic objects", LOCATIONS);
    struct location *l = &locations[nlocations];
    l->address = address;
    l->nmade = 0;
    l->size = (uint32_t)size;
    l->is_guarded = is_guarded(address);
    l->nreads = 0;
    for (int t = 0; t < nthreads; t++)
        threads[t].now.at[nlocations] = threads[t].acquired.at[nlocations] =
            threads[t].released.at[nlocations] = threads[t].own[nlocations] = 0;
    for (int i = 0; i < nlocations; i++)
        for (uint32_t k = 0; k < locations[i].n; k++)
            locations[i].store[k].view.at[nlocations] = 0;
    begin(l, GAP, mix(address, 1));
    race_new_location(address, size, nlocations);
    return nlocations++;
}

/* The history is over: who wrote plainly has all of it in his past, and everybody else must have him. The
 * value is not there yet. */
void memory_overwritten(int location)
{
    struct location *l = &locations[location];
    if (l->n) {
        l->kernel = l->store[l->n - 1].key;
        l->n = 0;
    }
    l->order = mix(self->history, l->address);
}

bool memory_is_newer(int location, uint32_t key)
{
    const struct location *l = &locations[location];
    return l->n && l->store[l->n - 1].key > key;
}

static const struct message *message_at(const struct location *l, uint32_t key)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->store[i].key == key)
            return &l->store[i];
    return &l->store[0];
}

/* 0 for a location that is as the execution found it: whether it has been looked at must not matter. */
static hash id_at(const struct location *l, uint32_t key)
{
    if (l->n == 0)
        return l->order;
    hash id = message_at(l, key)->id;
    return id == mix(l->address, 1) ? 0 : mix(l->address, id);
}

static hash total_hash(void)
{
    hash h = 0;
    for (int i = 0; i < nlocations; i++)
        h += id_at(&locations[i], locations[i].total);
    return h;
}

hash memory_hash(void)
{
    hash h = total_hash();
    for (int i = 0; i < nlocations; i++) {
        const struct location *l = &locations[i];
        if (l->n > 1 || id_at(l, 0))
            h += l->order + mix(1, id_at(l, l->kernel));
    }
    return h;
}

static const char *age(const struct location *l, uint32_t i)
{
    return i + 1 < l->n ? " (stale)" : "";
}

static void remember_look(int location, uint32_t key)
{
    if (self->nround == LOOKS)
        memmove(self->round, self->round + 1, --self->nround * sizeof self->round[0]);
    self->round[self->nround++] = (struct look){self->op.site, location, key};
}

static bool publishes(const struct view *view, int by)
{
    for (int t = 0; t < EXPLORE_THREADS; t++)
        if (view->clock[t] && by < EXPLORE_THREADS)
            return true;
    return false;
}

/* What a reader of store[i] gets: the views of all heads in whose release sequence it is. A sequence goes on
 * through read-modify-writes, and (C17) through stores of the head's own thread. */
static void read_message(int location, uint32_t i, enum explore_order order)
{
    struct location *l = &locations[location];
    struct view *to = order & EXPLORE_ACQUIRE ? &self->now : &self->acquired;
    unsigned heads = ~0u; /* threads */
    uint32_t bottom = i;
    for (int t = 0; t < EXPLORE_THREADS; t++)
        if (self->caused[t] < l->store[i].caused[t])
            self->caused[t] = l->store[i].caused[t];
    if (l->is_guarded) {
        if (l->nreads == STORES)
            explore_fail("the engine has room for %d reads of a guarded object", STORES);
        l->read[l->nreads].by = (uint8_t)self_index();
        l->read[l->nreads++].clock = self->now.clock[self_index()];
    }
    self->now.at[location] = l->store[i].key;
    for (uint32_t k = i;; k--) {
        const struct message *m = &l->store[k];
        if (heads & 1u << m->by) {
            if (publishes(&m->view, m->by))
                bottom = k;
            join(to, &m->view);
        }
        if (!m->is_rmw)
            heads &= own_stores_continue ? 1u << m->by : 0;
        if (k == 0 || !heads)
            break;
    }
    for (uint32_t k = i; k > bottom; k--)
        l->store[k].is_bound = true;
}

/* Reads that led to a store of self's, but do not happen before it, may see it, where loads may wait for
 * stores behind them. The search does not go there; it forbids the cause. */
static void check_guard(const struct location *l)
{
    for (uint32_t i = 0; i < l->nreads; i++)
        if (l->read[i].clock <= self->caused[l->read[i].by] &&
            l->read[i].clock > self->now.clock[l->read[i].by])
            explore_fail("thread %d's read of %p may see a store that came of it", l->read[i].by,
                         (void *)l->address);
}

/* A new store of self's behind store[i]. read: what it read, if it is a read-modify-write. */
static void write_message(int location, uint32_t i, uint64_t value, enum explore_order order,
                          bool is_rmw)
{
    struct location *l = &locations[location];
    if (l->n == STORES)
        explore_fail("the engine has room for %d stores to one object", STORES);
    uint32_t before = l->store[i].key;
    uint32_t key = i + 1 < l->n ? before + (l->store[i + 1].key - before) / 2 : before + GAP;
    if (key == before)
        explore_fail("the engine has no room for so many stores out of order");
    memmove(&l->store[i + 2], &l->store[i + 1], (l->n - i - 1) * sizeof l->store[0]);
    l->n++;
    struct message *m = &l->store[i + 1];
    check_guard(l);
    self->now.at[location] = self->own[location] = key;
    self->caused[self_index()] = self->now.clock[self_index()];
    memcpy(m->caused, self->caused, sizeof m->caused);
    m->value = cut(value, l->size);
    m->key = key;
    m->made = l->nmade++;
    m->is_rmw = is_rmw;
    m->is_bound = false;
    m->by = (uint8_t)self_index();
    m->id = self->history;
    m->view = order & EXPLORE_RELEASE ? self->now : self->released;
    m->view.at[location] = key;
    if (i + 2 == l->n)
        memcpy((void *)l->address, &m->value, l->size);
    if (order == EXPLORE_SEQ_CST && l->total < key)
        l->total = key;
    reorder(l);
    self->now.clock[self_index()]++;
    self->wrote = true;
}

static uint32_t first_visible(const struct location *l, int location)
{
    uint32_t i = l->n - 1;
    while (i > 0 && l->store[i].key > self->now.at[location])
        i--;
    return i;
}

static bool may_attach(const struct location *l, uint32_t i)
{
    return i + 1 == l->n || !(l->store[i + 1].is_rmw || l->store[i + 1].is_bound);
}

static void order_totally(int location, enum explore_order order)
{
    struct location *l = &locations[location];
    if (order != EXPLORE_SEQ_CST)
        return;
    if (self->now.at[location] < l->total)
        self->now.at[location] = l->total;
    self->history = mix(self->history, id_at(l, l->total));
}

/* The stores that t's next step may read, newest first; of one that was put off, those made since. */
static int sources(const struct thread *t, int location, uint32_t *source)
{
    const struct location *l = &locations[location];
    const struct op *op = &t->op;
    int n = 0;
    for (uint32_t i = l->n; i-- > 0;) {
        bool reads_only =
            op->kind == EXPLORE_LOAD ||
            (op->kind == EXPLORE_CAS && l->store[i].value != cut(op->expected, l->size));
        if ((reads_only || may_attach(l, i)) && (!t->put_off || l->store[i].made >= t->put_off_at))
            source[n++] = i;
        if (l->store[i].key <= t->now.at[location])
            break;
    }
    return n;
}

bool memory_has_source(const struct thread *t)
{
    uint32_t source[STORES];
    int location = race_location((uintptr_t)t->op.p);
    return location < 0 || locations[location].n == 0 || sources(t, location, source) > 0;
}

/* What has been passed over. */
hash memory_put_off_hash(const struct thread *t)
{
    hash h = 0;
    int location = race_location((uintptr_t)t->op.p);
    for (uint32_t i = 0; i < locations[location].n; i++)
        if (locations[location].store[i].made < t->put_off_at)
            h += mix(locations[location].store[i].id, 2);
    return h;
}

/* False: self reads none of the stores that there are, but one to come. */
static bool choose_source(int location, uint32_t *i)
{
    uint32_t source[STORES];
    int n = sources(self, location, source), chosen = choose(n + may_put_off());
    if (chosen == n) {
        self->put_off = true;
        self->put_off_at = locations[location].nmade;
        return false;
    }
    self->put_off = false;
    *i = source[chosen];
    return true;
}

static bool load(struct op *op, int location)
{
    struct location *l = &locations[location];
    enum explore_order order = op->site->now;
    order_totally(location, order);
    uint32_t i = first_visible(l, location);
    if (!fast_look(location, l->store[i].key) && !choose_source(location, &i))
        return false;
    const struct message *m = &l->store[i];
    self->history = mix(mix(self->history, op->kind), mix(l->address, m->id));
    self->result = m->value;
    read_message(location, i, order);
    remember_look(location, m->key);
    note("%s: %#llx%s", op->site->operation, (unsigned long long)m->value, age(l, i));
    return true;
}

static void store(struct op *op, int location)
{
    struct location *l = &locations[location];
    enum explore_order order = op->site->now;
    order_totally(location, order);
    uint32_t place[STORES];
    int n = 0;
    for (uint32_t i = l->n; i-- > first_visible(l, location);)
        if (may_attach(l, i))
            place[n++] = i;
    uint32_t i = place[choose(n)];
    self->history = mix(mix(self->history, op->kind), l->address);
    note("%s: %#llx%s", op->site->operation, (unsigned long long)cut(op->value, l->size),
         i + 1 < l->n ? " (below a newer one)" : "");
    write_message(location, i, op->value, order, false);
}

static uint64_t apply(enum explore_rmw rmw, uint64_t old, uint64_t operand)
{
    switch (rmw) {
    case EXPLORE_exchange_n: return operand;
    case EXPLORE_fetch_add: return old + operand;
    case EXPLORE_fetch_sub: return old - operand;
    case EXPLORE_fetch_or: return old | operand;
    case EXPLORE_fetch_and: return old & operand;
    case EXPLORE_fetch_xor: return old ^ operand;
    }
    return 0;
}

static bool rmw(struct op *op, int location)
{
    struct location *l = &locations[location];
    enum explore_order order = op->site->now;
    bool is_cas = op->kind == EXPLORE_CAS;
    order_totally(location, order);
    uint32_t i;
    if (!choose_source(location, &i))
        return false;
    const struct message *m = &l->store[i];
    self->history = mix(mix(self->history, op->kind), mix(l->address, m->id));
    self->result = m->value;
    self->swapped = !is_cas || m->value == cut(op->expected, l->size);
    uint64_t value = is_cas ? op->value : apply(op->rmw, m->value, op->value);
    read_message(location, i, order);
    if (self->swapped) {
        note("%s: %#llx -> %#llx%s", op->site->operation, (unsigned long long)m->value,
             (unsigned long long)cut(value, l->size), age(l, i));
        write_message(location, i, value, order, true);
    } else {
        note("%s: failed, saw %#llx%s", op->site->operation, (unsigned long long)m->value,
             age(l, i));
        remember_look(location, m->key);
    }
    return true;
}

/* Behind a fence a thread sees what the threads of the fences before it in the total order had written
 * (C17), or had written or seen (C++20). */
static void fence(enum explore_order order)
{
    if (order & EXPLORE_ACQUIRE)
        join(&self->now, &self->acquired);
    self->history = mix(self->history, EXPLORE_FENCE);
    if (order == EXPLORE_SEQ_CST) {
        self->history = mix(self->history, total_hash());
        for (int i = 0; i < nlocations; i++) {
            uint32_t *total = &locations[i].total, *mine = &self->now.at[i];
            uint32_t shows = cumulative_fences ? *mine : self->own[i];
            if (locations[i].n == 0)
                continue;
            if (*total < shows)
                *total = shows;
            if (*mine < *total)
                *mine = *total;
        }
    }
    if (order & EXPLORE_RELEASE)
        self->released = self->now;
    self->now.clock[self_index()]++;
}

bool memory_step(struct op *op)
{
    if (op->kind == EXPLORE_FENCE) {
        note("%s", op->site->operation);
        fence(op->site->now);
        return true;
    }
    int location = memory_location((uintptr_t)op->p, op->size);
    race_atomic((uintptr_t)op->p, op->size, location, op->kind != EXPLORE_LOAD);
    switch (op->kind) {
    case EXPLORE_LOAD: return load(op, location);
    case EXPLORE_STORE: store(op, location); return true;
    default: return rmw(op, location);
    }
}

/* Who holds the kernel's lock sees what earlier holders of it saw of this word, and no more than that. */
bool memory_wait(int location, uint64_t value)
{
    struct location *l = &locations[location];
    if (self->now.at[location] < l->kernel)
        self->now.at[location] = l->kernel;
    uint32_t first = first_visible(l, location);
    uint32_t i = l->n - 1 - (uint32_t)choose((int)(l->n - first));
    const struct message *m = &l->store[i];
    self->history = mix(mix(self->history, OP_WAIT), mix(l->address, m->id));
    self->now.at[location] = m->key;
    bool sleeps = m->value == cut(value, l->size);
    note("futex wait for %#llx to change: %s%#llx%s", (unsigned long long)value,
         sleeps ? "sleeps, saw " : "returns, saw ", (unsigned long long)m->value, age(l, i));
    return sleeps;
}

void memory_wake(int location)
{
    struct location *l = &locations[location];
    if (l->kernel < self->now.at[location])
        l->kernel = self->now.at[location];
}

uint64_t direct(struct op *op, bool *swapped)
{
    uint64_t old = 0, value = op->value;
    if (op->kind == EXPLORE_FENCE)
        return 0;
    memcpy(&old, op->p, op->size);
    *swapped = op->kind != EXPLORE_CAS || old == cut(op->expected, op->size);
    if (op->kind == EXPLORE_RMW)
        value = apply(op->rmw, old, op->value);
    if (op->kind != EXPLORE_LOAD && *swapped)
        memcpy(op->p, &value, op->size);
    return old;
}
