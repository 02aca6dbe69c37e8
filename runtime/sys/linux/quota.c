/* CPU quotas of control groups, version 2 (cpu.max) and 1 (cpu.cfs_quota_us, cpu.cfs_period_us), also where
 * both are mounted and where a namespace or a container shows a part of the tree alone.
 *
 * /proc/self/cgroup names our group in each hierarchy, /proc/self/mountinfo says where the hierarchies can be
 * seen and from which group down. A quota holds for all groups below: every group from ours up to the top of
 * what can be seen is asked, and the smallest answer counts. (Go 1.25 asks our own group alone and misses a
 * parent's, golang/go#81180.) cpuset is not looked at: the kernel keeps the affinity mask within it. */
#include "runtime/sys/quota.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/linux/lines.h"

enum { PATH_BYTES = 1024 }; /* a group with a longer path counts as one without a quota */

/* Our group in the two hierarchies that may have the cpu controller; "": in none. */
struct groups {
    char v2[PATH_BYTES], v1[PATH_BYTES];
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
static bool read_groups(const char *root, struct groups *g)
{
    char path[PATH_BYTES];
    struct veda_lines lines;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    if (!veda_lines_open(&lines, path))
        return false;
    *g = (struct groups){0};
    for (char *line; (line = veda_lines_next(&lines));) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group)
            continue;
        *controllers++ = *group++ = '\0';
        if (!strcmp(line, "0") && !*controllers)
            copy(g->v2, sizeof g->v2, group);
        else if (listed(controllers, "cpu"))
            copy(g->v1, sizeof g->v1, group);
    }
    veda_lines_close(&lines);
    return *g->v2 || *g->v1;
}

/* The first line of a file in the directory, or false. */
static bool read_first(const char *directory, const char *name, char *out, size_t size)
{
    char path[PATH_BYTES + 32];
    struct veda_lines lines;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (!veda_lines_open(&lines, path))
        return false;
    const char *line = veda_lines_next(&lines);
    if (line)
        copy(out, size, line);
    veda_lines_close(&lines);
    return line;
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

static int quota_v2(const char *directory)
{
    char text[64];
    long long quota, period = 100000;
    if (!read_first(directory, "cpu.max", text, sizeof text) || sscanf(text, "%lld %lld", &quota, &period) < 1)
        return VEDA_QUOTA_NONE; /* "max", or the root of the hierarchy */
    return processors(quota, period);
}

static int quota_v1(const char *directory)
{
    char quota[64], period[64];
    if (!read_first(directory, "cpu.cfs_quota_us", quota, sizeof quota) ||
        !read_first(directory, "cpu.cfs_period_us", period, sizeof period))
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
static int least_quota(const char *root, const char *mount, const char *rest, int (*quota)(const char *))
{
    char directory[PATH_BYTES];
    int top = snprintf(directory, sizeof directory, "%s%s", root, mount);
    int end = snprintf(directory, sizeof directory, "%s%s%s", root, mount, rest);
    if (end >= (int)sizeof directory)
        return VEDA_QUOTA_NONE;
    int least = quota(directory);
    while (end > top) {
        while (end > top && directory[--end] != '/') {
        }
        directory[end] = '\0';
        int n = quota(directory);
        least = n < least ? n : least;
    }
    return least;
}

/* id parent device top mount-point options [fields ...] - type source super-options */
static int quota_of_mount(const char *root, char *line, const struct groups *g)
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
    const char *group = v2 ? g->v2 : g->v1;
    const char *rest = *group ? below(group, field[3]) : NULL;
    return rest ? least_quota(root, field[4], rest, v2 ? quota_v2 : quota_v1) : VEDA_QUOTA_NONE;
}

int veda_quota_read(const char *root)
{
    struct groups groups;
    struct veda_lines lines;
    char path[PATH_BYTES];
    if (!read_groups(root, &groups))
        return VEDA_QUOTA_NONE;
    snprintf(path, sizeof path, "%s/proc/self/mountinfo", root);
    if (!veda_lines_open(&lines, path))
        return VEDA_QUOTA_NONE;
    int least = VEDA_QUOTA_NONE;
    for (char *line; (line = veda_lines_next(&lines));) {
        int n = quota_of_mount(root, line, &groups);
        least = n < least ? n : least;
    }
    veda_lines_close(&lines);
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
