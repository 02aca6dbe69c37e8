// Under the runtimes' names a program of either compiler has the library as its one OpenMP runtime, and linked
// to the library as well: what it lacks can't fall through to a peer.
// RUN: %veda-c-check
// REQUIRES: !load-preload
// CHECK-NOT: {{libgomp|libiomp|libomp}}
// CHECK: libveda_omp.so
// CHECK-NOT: {{libgomp|libiomp|libomp}}
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int show(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size, (void)data;
    char resolved[4096];
    ssize_t n = info->dlpi_name[0] != 0 ? readlink(info->dlpi_name, resolved, sizeof resolved - 1) : -1;
    const char *path = info->dlpi_name;
    if (n > 0) {
        resolved[n] = 0;
        path = resolved;
    }
    const char *name = strrchr(path, '/');
    puts(name != NULL ? name + 1 : path);
    return 0;
}

int main(void)
{
    int members = 0;
#pragma omp parallel num_threads(2)
    {
#pragma omp atomic
        members++;
    }
    return members != 2 || dl_iterate_phdr(show, NULL);
}
