// Prints the files of OpenMP runtimes that are mapped into it after a region; a program, used by tests.
// RUN: %veda-c
#include <stdio.h>
#include <string.h>

int main(void)
{
    int members = 0;
#pragma omp parallel num_threads(2)
    {
#pragma omp atomic
        members++;
    }

    char line[4096], last[4096] = "";
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        char *path = strchr(line, '/');
        char *name = path != NULL ? strrchr(path, '/') + 1 : NULL;
        if (name == NULL || strcmp(path, last) == 0)
            continue;
        if (strncmp(name, "libgomp", 7) == 0 || strncmp(name, "libomp", 6) == 0 ||
            strncmp(name, "libiomp", 7) == 0 || strncmp(name, "libveda", 7) == 0)
            printf("runtime: %s", name);
        strcpy(last, path);
    }
    printf("members: %d\n", members);
    return members != 2;
}
