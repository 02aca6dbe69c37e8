/* CPU quotas of control groups, version 2 (cpu.max) and 1 (cpu.cfs_quota_us, cpu.cfs_period_us), also where
 * both are mounted and where a namespace or a container shows a part of the tree alone.
 *
 * /proc/self/cgroup names our group in each hierarchy, /proc/self/mountinfo says where the hierarchies can be
 * seen and from which group down. A quota holds for all groups below: every group from ours up to the top of
 * what can be seen is asked, and the smallest answer counts. (Go 1.25 asks our own group alone and misses a
 * parent's, golang/go#81180.) cpuset is not looked at: the kernel keeps the affinity mask within it. */
#include "runtime/sys/quota.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/linux/lines.h"

/* A group with a longer path counts as one without a quota. */
enum { PATH_BYTES = 1024, NAME_BYTES = sizeof "/cpu.cfs_period_us" };

/* What a read needs. From the heap: the process's first region may be begun by a thread with a stack of 16 KiB
 * (PTHREAD_STACK_MIN), of which printf() and scanf() want their part as well. */
struct reading {
    char v2[PATH_BYTES], v1[PATH_BYTES]; /* our group in the hierarchies that may have the controller; "": in none */
    struct veda_lines lines;             /* of one table, then of the other */
    char path[PATH_BYTES];               /* of a table, then of a group's files */
};

/* Whether word is an item of a comma-separated list. */
static bool listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = list; p; p = strchr(p, ',')) {
        p += *p == ',';
        if (!strncmp(p, word, n) && (p[n] == ',' || p[n] == '\0'))
            return true;
    }
    return false;
}

/* Nothing, where it has no room for all of it. */
static void copy(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    if (n >= size)
        n = 0;
    memcpy(to, from, n);
    to[n] = '\0';
}

/* number:controllers:path; the path may have colons itself. */
static bool read_groups(const char *root, struct reading *r)
{
    snprintf(r->path, sizeof r->path, "%s/proc/self/cgroup", root);
    if (!veda_lines_open(&r->lines, r->path))
        return false;
    for (char *line; (line = veda_lines_next(&r->lines));) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group)
            continue;
        *controllers++ = *group++ = '\0';
        if (!strcmp(line, "0") && !*controllers)
            copy(r->v2, sizeof r->v2, group);
        else if (listed(controllers, "cpu"))
            copy(r->v1, sizeof r->v1, group);
    }
    veda_lines_close(&r->lines);
    return *r->v2 || *r->v1;
}

/* The beginning of a file in the directory, whose name is `end` long, or false. Cancellation is off: the table of
 * mounts is open. */
static bool read_first(struct reading *r, int end, const char *name, char *out, size_t size)
{
    snprintf(r->path + end, sizeof r->path - (size_t)end, "/%s", name);
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    r->path[end] = '\0';
    if (fd < 0)
        return false;
    ssize_t n = read(fd, out, size - 1);
    close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* Rounded up, as in oneTBB 2022.3 and OpenJDK 25 (Go 1.25 too, which never goes below 2; Rust rounds down):
 * of 1.5 processors one thread could use 1 only, while two use them all and are held up at times. */
static int processors(long long quota, long long period)
{
    if (quota <= 0 || period <= 0 || quota > LLONG_MAX - period)
        return VEDA_QUOTA_NONE;
    long long n = (quota + period - 1) / period;
    return n < VEDA_QUOTA_NONE ? (int)n : VEDA_QUOTA_NONE;
}

static int quota_v2(struct reading *r, int end)
{
    char text[64];
    long long quota, period = 100000;
    if (!read_first(r, end, "cpu.max", text, sizeof text) || sscanf(text, "%lld %lld", &quota, &period) < 1)
        return VEDA_QUOTA_NONE; /* "max", or the root of the hierarchy */
    return processors(quota, period);
}

static int quota_v1(struct reading *r, int end)
{
    char quota[64], period[64];
    if (!read_first(r, end, "cpu.cfs_quota_us", quota, sizeof quota) ||
        !read_first(r, end, "cpu.cfs_period_us", period, sizeof period))
        return VEDA_QUOTA_NONE;
    return processors(atoll(quota), atoll(period)); /* -1: none */
}

/* The table writes blanks and the like in a path as a backslash and three octal digits. */
static void unescape(char *path)
{
    char *to = path;
    for (const char *from = path; *from; to++)
        if (from[0] == '\\' && from[1] && from[2] && from[3]) {
            *to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    *to = '\0';
}

/* What of group's path lies below `top`, "/a" of "/b/a" and "/b"; NULL: it is not below it. A group outside of
 * our namespace begins with "/..", and is below nothing. */
static const char *below(const char *group, const char *top)
{
    if (!strncmp(group, "/..", 3))
        return NULL;
    if (!strcmp(top, "/"))
        return strcmp(group, "/") ? group : "";
    size_t n = strlen(top);
    return !strncmp(group, top, n) && (group[n] == '/' || !group[n]) ? group + n : NULL;
}

/* The smallest quota from group up to the one whose directory is the mount point. */
static int least_quota(struct reading *r, const char *root, const char *mount, const char *rest, bool v2)
{
    int top = (int)(strlen(root) + strlen(mount));
    int end = snprintf(r->path, sizeof r->path, "%s%s%s", root, mount, rest);
    if (end >= (int)sizeof r->path - NAME_BYTES)
        return VEDA_QUOTA_NONE;
    for (int least = VEDA_QUOTA_NONE;;) {
        int n = v2 ? quota_v2(r, end) : quota_v1(r, end);
        least = n < least ? n : least;
        if (end <= top)
            return least;
        while (end > top && r->path[--end] != '/') {
        }
        r->path[end] = '\0';
    }
}

/* id parent device top mount-point options [fields ...] - type source super-options */
static int quota_of_mount(struct reading *r, const char *root, char *line)
{
    char *tail = strstr(line, " - cgroup");
    if (!tail)
        return VEDA_QUOTA_NONE;
    char type[16], options[256];
    if (sscanf(tail, " - %15s %*s %255s", type, options) != 2)
        return VEDA_QUOTA_NONE;
    bool v2 = !strcmp(type, "cgroup2");
    if (!v2 && !listed(options, "cpu"))
        return VEDA_QUOTA_NONE;
    char *field[5], *save = NULL;
    *tail = '\0';
    for (int i = 0; i < 5; i++)
        if (!(field[i] = strtok_r(i ? NULL : line, " ", &save)))
            return VEDA_QUOTA_NONE;
    unescape(field[3]);
    unescape(field[4]);
    const char *group = v2 ? r->v2 : r->v1;
    const char *rest = *group ? below(group, field[3]) : NULL;
    return rest ? least_quota(r, root, field[4], rest, v2) : VEDA_QUOTA_NONE;
}

static int read_quota(struct reading *r, const char *root)
{
    if (!read_groups(root, r))
        return VEDA_QUOTA_NONE;
    snprintf(r->path, sizeof r->path, "%s/proc/self/mountinfo", root);
    if (!veda_lines_open(&r->lines, r->path))
        return VEDA_QUOTA_NONE;
    int least = VEDA_QUOTA_NONE;
    for (char *line; (line = veda_lines_next(&r->lines));) {
        int n = quota_of_mount(r, root, line);
        least = n < least ? n : least;
    }
    veda_lines_close(&r->lines);
    return least;
}

int veda_quota_read(const char *root)
{
    struct reading *r = calloc(1, sizeof *r);
    int least = r ? read_quota(r, root) : VEDA_QUOTA_NONE;
    free(r);
    return least;
}

static int known; /* 0: not read yet */

int veda_quota(void)
{
    if (unlikely(!ld_rlx(&known))) /* hint: who comes at the same time reads the same */
        veda_quota_refresh();
    return ld_rlx(&known); /* hint */
}

void veda_quota_refresh(void)
{
    st_rlx(&known, veda_quota_read("")); /* hint */
}
