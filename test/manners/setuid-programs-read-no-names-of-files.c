// A program with more rights than who starts it (AT_SECURE) ignores the variables that name libraries to load and
// files to write, and obeys the others: a user must not have a stranger's program run his code or write where he
// may not. libomp 19 loads what OMP_TOOL_LIBRARIES names into such a program (seen); libgomp has no
// such variable.
// The copy has the set-group-ID bit and another group: those are more rights, and it can still read the library.
// RUN: %gcc-omp %s %link-veda -o %t && cp %t %t.more
// RUN: %t %t.more
// REQUIRES: setuid
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { NOBODY = 54321 };

void omp_display_env(int verbose);

/* What the program says of its variables. */
static void display(const char *program, char *out, size_t size)
{
    int ends[2];
    if (pipe(ends))
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        setenv("OMP_TOOL_LIBRARIES", "/nowhere/tool.so", 1);
        setenv("OMP_TOOL_VERBOSE_INIT", "/nowhere/tool.log", 1);
        setenv("OMP_NUM_THREADS", "7", 1);
        execl(program, program, NULL);
        _exit(127);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t got; n + 1 < size && (got = read(ends[0], out + n, size - 1 - n)) > 0;)
        n += (size_t)got;
    out[n] = '\0';
    close(ends[0]);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "secure %lu\n", getauxval(AT_SECURE));
        omp_display_env(1);
        return 0;
    }
    char text[1 << 14];
    display(argv[0], text, sizeof text);
    EXPECT(strstr(text, "secure 0") != NULL);
    EXPECT(strstr(text, "OMP_TOOL_LIBRARIES = '/nowhere/tool.so'") != NULL);
    EXPECT(strstr(text, "OMP_TOOL_VERBOSE_INIT = '/nowhere/tool.log'") != NULL);

    EXPECT(chown(argv[1], (uid_t)-1, NOBODY) == 0 && chmod(argv[1], 02755) == 0);
    display(argv[1], text, sizeof text);
    EXPECT(strstr(text, "secure 1") != NULL);
    EXPECT(strstr(text, "/nowhere") == NULL);
    EXPECT(strstr(text, "OMP_TOOL_LIBRARIES = ''") != NULL);
    EXPECT(strstr(text, "OMP_NUM_THREADS = '7'") != NULL);
    return expect_result();
}
