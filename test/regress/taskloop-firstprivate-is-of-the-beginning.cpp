// The tasks of a taskloop have the value that a firstprivate object has when the construct is met, although others of
// them assign the original, which clang's constructor of copies reads, before they begin. Tasks were made as late as
// they run; ThreadSanitizer saw it where clang 19 gives back a variable that is lastprivate, too.
// RUN: %veda-cxx
// REQUIRES: threads-2
#include <unistd.h>

#include "expect.h"

struct object {
    int value;
    object(int v) : value(v) {}
    object(const object &o) : value(o.value) {}
    object &operator=(const object &o)
    {
        value = o.value;
        return *this;
    }
    ~object() { value = -1; }
};

static void check(int tasks)
{
    object o(7), *original = &o;
    int seen = 0;
#pragma omp taskloop num_tasks(tasks) firstprivate(o) shared(seen, original)
    for (int i = 0; i < tasks; i++) {
        EXPECT_EQ(o.value, 7);
        if (i == 0)
            usleep(20000); /* half of the others are over */
        __atomic_store_n(&original->value, 100 + i, __ATOMIC_RELAXED);
        __atomic_fetch_add(&seen, 1, __ATOMIC_RELAXED);
    }
    EXPECT_EQ(seen, tasks);
    EXPECT(o.value >= 100);
}

int main()
{
#pragma omp parallel
#pragma omp single
    for (int tasks = 1; tasks <= 64; tasks *= 2)
        check(tasks);
    return expect_result();
}
