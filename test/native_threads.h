/* How many threads the system has for this process. */
#ifndef VEDA_TEST_NATIVE_THREADS_H
#define VEDA_TEST_NATIVE_THREADS_H

#include <dirent.h>

static inline int native_threads(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

#endif
