// A plug-in's constructor opens a region, under the loader's lock, while another thread is in the process's first region
// and makes the place list, whose module is opened by the loader: neither waits for the other. So it is with one that
// forks: a fork waits for those who open the module, but not for ever.
// RUN: %gcc-omp -fPIC -shared -DPLUGIN %s -o %t.so
// RUN: %gcc-omp -fPIC -shared -DPLUGIN -DFORKS %s -o %t.forks.so
// RUN: %gcc-omp -D_GNU_SOURCE %s -o %t -ldl
// RUN: env OMP_PLACES=cores %run %t %t.forks.so
// RUN: env OMP_PLACES=cores %run %t %t.so
// RUN: env OMP_PLACES=threads OMP_PROC_BIND=spread %run %t %t.so
// RUN: env KMP_AFFINITY=compact %run %t %t.so
// RUN: env OMP_PLACES={0} %run %t %t.so
// REQUIRES: load-names
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int count(void)
{
    int n = 0;
#pragma omp parallel num_threads(2) reduction(+ : n)
    n++;
    return n;
}

#ifdef PLUGIN
int made;

__attribute__((constructor)) static void begin(void)
{
    usleep(200000); /* the other thread is in its region meanwhile */
#ifdef FORKS
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
#endif
    made = count();
}
#else
#include <dlfcn.h>
#include <pthread.h>

static void *open_it(void *name)
{
    void *plugin = dlopen(name, RTLD_NOW);
    EXPECT(plugin != NULL);
    int *made = plugin ? dlsym(plugin, "made") : NULL;
    EXPECT(made && *made == 2);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    (void)argc;
    alarm(30); /* who hangs is the failure */
    pthread_create(&thread, NULL, open_it, argv[1]);
    usleep(100000);
    EXPECT_EQ(count(), 2);
    pthread_join(thread, NULL);
    return expect_result();
}
#endif
