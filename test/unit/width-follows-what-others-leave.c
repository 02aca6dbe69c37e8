// Where dyn-var is true the width of teams follows from what other processes do with the processors: what is free,
// or a fair share; slowly, never wider than the processors or the quota, never less than one.
// RUN: rm -rf %t.tree
// RUN: %veda-unit --args %t.tree
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "expect.h"
#include "runtime/width.h"

static struct veda_width_state s;
static struct veda_load machine;

/* A tenth of a second in which others keep so many hundredths of processors busy, and we the rest or less. */
static int look(int others, int own, int quota)
{
    uint64_t ns = 100000000;
    machine.at_ns += ns;
    machine.own_ns += ns / 100 * (uint64_t)own;
    machine.idle_ns += ns / 100 * (uint64_t)(100 * machine.processors - others - own);
    veda_width_step(&s, &machine, quota);
    return s.width;
}

static void start(int processors)
{
    s = (struct veda_width_state){0};
    machine = (struct veda_load){.at_ns = 1, .processors = processors};
    veda_width_step(&s, &machine, INT_MAX);
    EXPECT_EQ(s.width, 0); // one look says nothing
}

static int settled(int others, int own, int quota)
{
    for (int i = 0; i < 12; i++)
        look(others, own, quota);
    return s.width;
}

static void widths(void)
{
    start(16);
    EXPECT_EQ(look(0, 1600, INT_MAX), 16);
    EXPECT_EQ(settled(30, 1570, INT_MAX), 16); // noise
    EXPECT_EQ(settled(400, 1200, INT_MAX), 13); // four are busy; 12 free, but 16 threads among 4 get 12.8
    EXPECT_EQ(settled(1600, 0, INT_MAX), 8);    // never less than half
    EXPECT_EQ(settled(0, 100, INT_MAX), 16);    // and back
    EXPECT_EQ(settled(0, 400, 4), 4);           // a quota that came later
    EXPECT_EQ(settled(1400, 200, 1), 1);

    start(2);
    EXPECT_EQ(look(0, 200, INT_MAX), 2);
    EXPECT_EQ(settled(40, 160, INT_MAX), 2);
    EXPECT_EQ(settled(100, 100, INT_MAX), 1); // one busy process
    EXPECT_EQ(settled(50, 100, INT_MAX), 1);  // half a processor: between two widths all stays as it is,
    EXPECT_EQ(settled(0, 100, INT_MAX), 2);
    EXPECT_EQ(settled(50, 150, INT_MAX), 2);  // from either side

    start(1);
    EXPECT_EQ(settled(100, 0, INT_MAX), 1);
}

/* Two full teams that both give way settle side by side, and nobody starves. */
static void two_of_them(void)
{
    struct veda_width_state a = {0}, b = {0};
    struct veda_load of_a = {.at_ns = 1, .processors = 16}, of_b = of_a;
    veda_width_step(&a, &of_a, INT_MAX);
    veda_width_step(&b, &of_b, INT_MAX);
    for (int i = 0; i < 40; i++) {
        int na = a.width ? a.width : 16, nb = b.width ? b.width : 16;
        uint64_t ns = 100000000, all = 16 * ns, want = (uint64_t)(na + nb) * ns;
        uint64_t run_a = want <= all ? (uint64_t)na * ns : all * (uint64_t)na / (uint64_t)(na + nb);
        uint64_t run_b = want <= all ? (uint64_t)nb * ns : all - run_a;
        of_a.at_ns = of_b.at_ns += ns;
        of_a.idle_ns = of_b.idle_ns += all - run_a - run_b;
        of_a.own_ns += run_a;
        of_b.own_ns += run_b;
        veda_width_step(&a, &of_a, INT_MAX);
        veda_width_step(&b, &of_b, INT_MAX);
    }
    EXPECT(a.width >= 8 && a.width <= 11);
    EXPECT(b.width >= 8 && b.width <= 11);
}

/* Looks that come too soon, a machine that changes, and counts that do not fit each other. */
static void odd_looks(void)
{
    start(4);
    look(0, 400, INT_MAX);
    struct veda_load soon = machine;
    soon.at_ns += 1000000;
    soon.idle_ns += 1u << 30;
    veda_width_step(&s, &soon, INT_MAX);
    EXPECT_EQ(s.width, 4);
    machine.own_ns += 10000000000; // more than there was time for
    EXPECT_EQ(look(0, 400, INT_MAX), 4);
    machine.idle_ns += 10000000000;
    EXPECT_EQ(look(0, 400, INT_MAX), 4);
    machine.processors = 2;
    EXPECT_EQ(look(0, 200, INT_MAX), 4); // not comparable
    EXPECT_EQ(look(0, 200, INT_MAX), 2);
}

static void file(const char *root)
{
    char path[600];
    cpu_set_t all;
    struct veda_load load;
    EXPECT(!veda_load_read(root, &load));
    mkdir(root, 0777);
    snprintf(path, sizeof path, "%s/proc", root);
    mkdir(path, 0777);
    strcat(path, "/stat");
    FILE *f = fopen(path, "w");
    EXPECT(f != NULL);
    if (!f)
        return;
    fprintf(f, "cpu  1 2 3 4 5 6 7\n");
    for (int i = 0; i < CPU_SETSIZE; i++)
        fprintf(f, "cpu%d 9 9 9 %d 1 0 0 0 0 0\n", i, 100 + i);
    fprintf(f, "intr 1 2 3\ncpu0 1 1 1 1000000 1 1\n");
    fclose(f);
    EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
    uint64_t ticks = 0;
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &all))
            ticks += 101 + (uint64_t)i;
    EXPECT(veda_load_read(root, &load));
    EXPECT_EQ(load.processors, CPU_COUNT(&all));
    EXPECT_EQ(load.idle_ns, ticks * 10000000);
}

int main(int argc, char **argv)
{
    widths();
    two_of_them();
    odd_looks();
    if (argc > 1)
        file(argv[1]);
    struct veda_load now;
    EXPECT(!veda_load_read("", &now) || (now.processors >= 1 && now.at_ns));
    return expect_result();
}
