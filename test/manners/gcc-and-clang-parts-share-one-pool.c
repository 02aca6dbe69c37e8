// Parts of one process that gcc and clang built, each for its own runtime, called in turn and nested in each other,
// run on one pool: the process has no more threads than the widest of their teams. On their own runtimes it has the
// sum of both, and they know nothing of each other's regions.
// RUN: %gcc-omp -fPIC -shared -DPLUGIN %s -o %t.gcc.so
// RUN: %clang-omp -fPIC -shared -DPLUGIN %s -o %t.clang.so
// RUN: %gcc %s -o %t -ldl
// RUN: %run %t %t.gcc.so %t.clang.so
// RUN: %run %t %t.clang.so %t.gcc.so
// UNSUPPORTED: sanitizer
#include "plugin.h"
#ifdef PLUGIN
int level(void);
int level(void)
{
    return omp_get_level() * 100 + omp_get_num_threads();
}
#else
#include <dlfcn.h>
#include <stdlib.h>

#include "expect.h"
#include "native_threads.h"

enum { N = 4, TIMES = 20 };

static plugin_run *run[2];
static int (*level[2])(void);

/* Inside the other part's region: they see the same one. */
static int inside_first(int n)
{
    EXPECT_EQ(level[1](), 100 + n);
    EXPECT_EQ(level[0](), 100 + n);
    return run[1](n, NULL);
}

static int inside_second(int n)
{
    EXPECT_EQ(level[0](), 100 + n);
    return run[0](n, NULL);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    for (int i = 0; i < 2; i++) {
        void *part = dlopen(argv[i + 1], RTLD_NOW);
        if (!part) {
            fprintf(stderr, "%s\n", dlerror());
            return 1;
        }
        run[i] = (plugin_run *)dlsym(part, "run");
        level[i] = (int (*)(void))dlsym(part, "level");
    }
    for (int t = 0; t < TIMES; t++) {
        EXPECT_EQ(run[0](N, NULL), 0);
        EXPECT_EQ(run[1](N, NULL), 0);
        EXPECT_EQ(native_threads(), N);
    }
    for (int t = 0; t < TIMES; t++) {
        EXPECT_EQ(run[0](N, inside_first), 0);
        EXPECT_EQ(run[1](N, inside_second), 0);
    }
    EXPECT(native_threads() <= 2 * N - 1);
    return expect_result();
}
#endif
