// However a process asks for the library, by its own name or by those of the other runtimes, it gets the one
// that is loaded already: two copies would be two pools of workers.
// RUN: %veda-c --args %libveda %names/libgomp.so.1 %names/libomp.so %names/libomp.so.5 %names/libiomp5.so
// REQUIRES: load-names
#include "expect.h"
#include <dlfcn.h>
#include <omp.h>

int main(int argc, char **argv)
{
    EXPECT_EQ(omp_get_level(), 0); // the program needs its runtime, which is ours under its name
    void *first = NULL;
    for (int i = 1; i < argc; i++) {
        void *handle = dlopen(argv[i], RTLD_NOW | RTLD_NOLOAD);
        if (handle == NULL)
            fprintf(stderr, "%s: %s\n", argv[i], dlerror());
        EXPECT(handle != NULL);
        EXPECT(first == NULL || handle == first);
        first = handle;
    }
    EXPECT(dlsym(first, "GOMP_parallel") == dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    EXPECT(dlsym(first, "__kmpc_fork_call") == dlsym(RTLD_DEFAULT, "__kmpc_fork_call"));
    return expect_result();
}
