// A plug-in that keeps threadprivate variables without thread-local storage is opened, used and closed, and then
// another, in whose file the same addresses are other variables: of another size, with other values and constructors.
// Each finds its own. The library knows such variables by their addresses, and used to give the second plug-in copies
// of the first's, or end the program because the sizes differed. Now the first stays where it is. With libomp the
// program crashes. Each plug-in uses such a variable in its constructor already, where workers can't have the loader.
// RUN: %clang-omp -fnoopenmp-use-tls -fPIC -shared -DPLUGIN -DSIZE=10 -DVALUE=7 %s -o %t.1.so
// RUN: %clang-omp -fnoopenmp-use-tls -fPIC -shared -DPLUGIN -DSIZE=11 -DVALUE=8 %s -o %t.2.so
// RUN: %clang++-omp -fnoopenmp-use-tls -fPIC -shared -DPLUGIN -DSIZE=10 -DVALUE=7 -x c++ %s -o %t.3.so
// RUN: %clang++-omp -fnoopenmp-use-tls -fPIC -shared -DPLUGIN -DSIZE=11 -DVALUE=8 -x c++ %s -o %t.4.so
// RUN: %gcc %s -o %t -ldl
// RUN: %run %t %t.1.so %t.2.so
// RUN: %run %t %t.3.so %t.4.so
// RUN: %run %t %t.1.so %t.3.so %t.2.so %t.4.so
// REQUIRES: load-names
// UNSUPPORTED: sanitizer
#ifdef PLUGIN
#include <omp.h>

#ifdef __cplusplus
struct object {
    int value;
    object() : value(VALUE) {}
};
static struct object object;
#pragma omp threadprivate(object)
#define OBJECT object.value
extern "C"
#else
static int object = VALUE;
#pragma omp threadprivate(object)
#define OBJECT object
extern
#endif
int run(int n);

static int early = VALUE;
#pragma omp threadprivate(early)

__attribute__((constructor)) static void begin(void)
{
#pragma omp parallel num_threads(4)
    {
        if (omp_get_thread_num() != 0) /* workers first */
            early--;
#pragma omp barrier
        early += omp_get_thread_num() != 0 ? 2 : 1;
    }
}

static int numbers[SIZE] = {VALUE, VALUE};
#pragma omp threadprivate(numbers)

/* How many threads have not found what this plug-in began with. */
int run(int n)
{
    int wrong = 0;
#pragma omp parallel num_threads(n) reduction(+ : wrong)
    {
        wrong += OBJECT != VALUE || numbers[1] != VALUE || numbers[SIZE - 1] != 0 || early != VALUE + 1;
        OBJECT = numbers[1] = numbers[SIZE - 1] = 100;
    }
    return wrong;
}
#else
#include <dlfcn.h>
#include <stdlib.h>

#include "expect.h"

enum { N = 4 };

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        void *plugin = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
        if (!plugin) {
            fprintf(stderr, "%s\n", dlerror());
            exit(1);
        }
        int (*run)(int) = (int (*)(int))dlsym(plugin, "run");
        EXPECT_EQ(run(N), 0);
        EXPECT_EQ(dlclose(plugin), 0);
    }
    return expect_result();
}
#endif
