// The room that the loader keeps for thread-local variables of late objects (static TLS) is nearly used up by other
// libraries when a plug-in brings the runtime: less than 128 bytes are left. It needs a few, so it loads, and its
// threads work. libgomp, which needs 136, does not: "cannot allocate memory in static TLS block".
// RUN: %gcc -fPIC -shared -DBYTES=512 %s -o %t.512.so
// RUN: %gcc -fPIC -shared -DBYTES=64 %s -o %t.64.so
// RUN: %gcc-omp -fPIC -shared -DPLUGIN %s -o %t.gcc.so
// RUN: %clang-omp -fPIC -shared -DPLUGIN %s -o %t.clang.so
// RUN: %gcc %s -o %t -ldl
// RUN: %run %t %t.gcc.so %t.512.so %t.64.so
// RUN: %run %t %t.clang.so %t.512.so %t.64.so
// REQUIRES: load-names
// UNSUPPORTED: sanitizer
#ifdef BYTES
__thread char filler[BYTES] __attribute__((tls_model("initial-exec"), aligned(8)));

void fill(char c);
void fill(char c)
{
    for (int i = 0; i < BYTES; i++)
        filler[i] = c;
}
#else
#include "plugin.h"
#endif
#if !defined(PLUGIN) && !defined(BYTES)
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "expect.h"

enum { MOST = 100 };

/* Another library like this one: one file is one library. */
static void *open_copy(const char *name, int number)
{
    char copy[500], command[1100];
    snprintf(copy, sizeof copy, "%s.%d.%d", name, (int)getpid(), number);
    snprintf(command, sizeof command, "cp '%s' '%s'", name, copy);
    if (system(command))
        exit(1);
    void *filler = dlopen(copy, RTLD_NOW);
    unlink(copy);
    if (filler)
        ((void (*)(char))dlsym(filler, "fill"))(1);
    return filler;
}

static void fill_with(const char *name)
{
    void *last = NULL, *next;
    int n = 0;
    for (; n < MOST && (next = open_copy(name, n)); n++)
        last = next;
    EXPECT(n < MOST);
    if (last)
        dlclose(last); /* leaves room for one of its size */
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        fill_with(argv[i]);
    void *plugin = dlopen(argv[1], RTLD_NOW);
    if (!plugin)
        fprintf(stderr, "%s\n", dlerror());
    EXPECT(plugin != NULL);
    plugin_run *run = plugin ? (plugin_run *)dlsym(plugin, "run") : NULL;
    EXPECT(run && run(4, NULL) == 0);
    return expect_result();
}
#endif
