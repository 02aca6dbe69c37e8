// A program that has nothing to do with OpenMP opens a plug-in that does, uses it and closes it, over and over, by
// either compiler, with RTLD_LOCAL and with RTLD_DEEPBIND; and a runtime's name itself. Its code goes, the library
// and its threads stay: closed or not, there is one pool. With libgomp the workers wake up in code that is gone
// once their library is unloaded with its last user.
// RUN: %gcc-omp -fPIC -shared -DPLUGIN %s -o %t.gcc.so
// RUN: %clang-omp -fPIC -shared -DPLUGIN %s -o %t.clang.so
// RUN: %gcc %s -o %t -ldl
// RUN: %run %t %names/libgomp.so.1 %t.gcc.so
// RUN: %run %t %names/libomp.so.5 %t.clang.so
// RUN: %run %t %names/libiomp5.so %t.gcc.so %t.clang.so
// REQUIRES: load-names
// UNSUPPORTED: sanitizer
#include "plugin.h"
#ifndef PLUGIN
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "expect.h"
#include "native_threads.h"

enum { TIMES = 10, N = 4 };

static void *open_or_die(const char *name, int how)
{
    void *handle = dlopen(name, how);
    if (!handle) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return handle;
}

static void use_plugin(const char *name, int how)
{
    void *plugin = open_or_die(name, RTLD_NOW | how);
    plugin_run *run = (plugin_run *)dlsym(plugin, "run");
    EXPECT(run && run(N, NULL) == 0);
    EXPECT_EQ(dlclose(plugin), 0);
    EXPECT(dlopen(name, RTLD_NOW | RTLD_NOLOAD) == NULL); /* it is gone; its workers wait elsewhere */
}

static void use_library(const char *name, int how)
{
    void *library = open_or_die(name, RTLD_NOW | how);
    int (*max)(void) = (int (*)(void))dlsym(library, "omp_get_max_threads");
    EXPECT(max && max() > 0);
    EXPECT_EQ(dlclose(library), 0);
}

int main(int argc, char **argv)
{
    static const int how[] = {RTLD_LOCAL, RTLD_LOCAL | RTLD_DEEPBIND, RTLD_GLOBAL, RTLD_DEEPBIND};
    for (int i = 0; i < TIMES; i++) {
        use_library(argv[1], how[i % 2]);
        for (int p = 2; p < argc; p++)
            use_plugin(argv[p], how[i % 4]);
        EXPECT_EQ(native_threads(), N);
        use_library(argv[1], how[i % 4]);
        usleep(1000); /* workers fall asleep, and are woken */
    }
    return expect_result();
}
#endif
