// As threads-refused-by-a-limit-on-processes.c, for a container's limit: pids.max of a control group.
// RUN: %veda-c-check --args %pids-cgroup
// CHECK: veda: cannot start thread {{[0-9]+}} ({{.*}}); teams get smaller
// CHECK-NOT: veda:
// CHECK: done
// REQUIRES: pids-cgroup
// UNSUPPORTED: sanitizer
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "refused.h"

static void write_to(const char *folder, const char *name, int number)
{
    char path[300], text[20];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY);
    int n = snprintf(text, sizeof text, "%d", number);
    EXPECT(fd >= 0 && write(fd, text, (size_t)n) == n);
    close(fd);
}

/* The parent makes the group, and takes it away again. */
static int in_a_group(const char *controller)
{
    char folder[200];
    snprintf(folder, sizeof folder, "%s/veda-test-%d", controller, (int)getpid());
    EXPECT_EQ(mkdir(folder, 0755), 0);
    pid_t child = fork();
    if (child == 0) {
        write_to(folder, "cgroup.procs", (int)getpid());
        write_to(folder, "pids.max", MOST);
        for (int r = 0; r < 3; r++)
            EXPECT_EQ(region(), MOST);
        write_to(folder, "pids.max", 100);
        EXPECT_EQ(region(), WANTED);
        _exit(expect_result());
    }
    int status = -1;
    waitpid(child, &status, 0);
    for (int i = 0; i < 100 && rmdir(folder); i++) /* the dead leave it after their parent has seen them */
        usleep(10000);
    return status;
}

int main(int argc, char **argv)
{
    EXPECT_EQ(in_a_group(argv[argc - 1]), 0);
    fprintf(stderr, "done\n");
    return expect_result();
}
