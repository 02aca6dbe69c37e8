// The quota that the process gets is the smallest of those from its own control group up, in whichever version
// and however the hierarchy is mounted; what cannot be read is no quota.
// RUN: rm -rf %t.trees
// RUN: %veda-unit --args %t.trees
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "expect.h"
#include "runtime/sys/quota.h"

static char base[512], root[600];
static int ntrees;

static void tree(void)
{
    snprintf(root, sizeof root, "%s/%d", base, ++ntrees);
}

/* A file in the tree, with the folders that it needs. */
static void file(const char *name, const char *text)
{
    char path[1400];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *p = path + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0777);
        *p = '/';
    }
    FILE *f = fopen(path, "w");
    EXPECT(f != NULL);
    if (!f)
        exit(1);
    fputs(text, f);
    fclose(f);
}

static const char v2_at_top[] = "22 1 0:21 / / rw - ext4 /dev/vda rw\n"
                                "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

static void version_2(void)
{
    tree(); // unlimited: "max", and no file at all in the topmost group
    file("proc/self/cgroup", "0::/user.slice/app\n");
    file("proc/self/mountinfo", v2_at_top);
    file("sys/fs/cgroup/user.slice/app/cpu.max", "max 100000\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);

    file("sys/fs/cgroup/user.slice/app/cpu.max", "200000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 2);
    file("sys/fs/cgroup/user.slice/app/cpu.max", "210000 100000\n"); // rounded up
    EXPECT_EQ(veda_quota_read(root), 3);
    file("sys/fs/cgroup/user.slice/app/cpu.max", "1000 100000\n"); // never none at all
    EXPECT_EQ(veda_quota_read(root), 1);

    file("sys/fs/cgroup/user.slice/app/cpu.max", "max 100000\n"); // a parent's holds too
    file("sys/fs/cgroup/user.slice/cpu.max", "150000 50000\n");
    EXPECT_EQ(veda_quota_read(root), 3);
    file("sys/fs/cgroup/user.slice/app/cpu.max", "800000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 3);
    file("sys/fs/cgroup/user.slice/app/cpu.max", "50000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 1);
}

static void version_1(void)
{
    tree();
    file("proc/self/cgroup", "12:cpuset:/jobs\n7:cpu,cpuacct:/jobs/7\n1:name=systemd:/cpu\n");
    file("proc/self/mountinfo",
         "40 22 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
         "41 22 0:32 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 master:1 - cgroup cgroup rw,cpuacct,cpu\n");
    file("sys/fs/cgroup/cpuset/jobs/cpu.cfs_quota_us", "100000\n"); // not the hierarchy that has it
    file("sys/fs/cgroup/cpuset/jobs/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    file("sys/fs/cgroup/cpu,cpuacct/jobs/7/cpu.cfs_quota_us", "-1\n");
    file("sys/fs/cgroup/cpu,cpuacct/jobs/7/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    file("sys/fs/cgroup/cpu,cpuacct/jobs/7/cpu.cfs_quota_us", "400000\n");
    EXPECT_EQ(veda_quota_read(root), 4);
    file("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us", "100000\n");
    file("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us", "50000\n");
    EXPECT_EQ(veda_quota_read(root), 2);
}

static void hybrid(void)
{
    tree(); // version 2 is mounted beside, without the controller
    file("proc/self/cgroup", "5:cpu:/a\n0::/a\n");
    file("proc/self/mountinfo", "40 22 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
                                "41 22 0:32 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n");
    file("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "300000\n");
    file("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(veda_quota_read(root), 3);
}

static void parts_of_the_tree(void)
{
    tree(); // a namespace: our group is the root that we see
    file("proc/self/cgroup", "0::/\n");
    file("proc/self/mountinfo", v2_at_top);
    file("sys/fs/cgroup/cpu.max", "600000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 6);

    tree(); // no namespace, but only the container's part is mounted
    file("proc/self/cgroup", "0::/docker/0123/init\n");
    file("proc/self/mountinfo", "30 22 0:26 /docker/0123 /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
    file("sys/fs/cgroup/cpu.max", "500000 100000\n");
    file("sys/fs/cgroup/init/cpu.max", "max 100000\n");
    EXPECT_EQ(veda_quota_read(root), 5);

    tree(); // the part of somebody else, whose name begins as ours
    file("proc/self/cgroup", "0::/docker/0123\n");
    file("proc/self/mountinfo", "30 22 0:26 /docker/01 /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
    file("sys/fs/cgroup/cpu.max", "500000 100000\n");
    file("sys/fs/cgroup/23/cpu.max", "500000 100000\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);

    tree(); // our group is outside of our namespace
    file("proc/self/cgroup", "0::/../elsewhere\n");
    file("proc/self/mountinfo", v2_at_top);
    file("sys/fs/cgroup/cpu.max", "500000 100000\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);

    tree(); // names with a blank and a colon
    file("proc/self/cgroup", "0::/my jobs/a:b\n");
    file("proc/self/mountinfo", "30 22 0:26 / /groups\\040here rw - cgroup2 cgroup2 rw\n");
    file("groups here/my jobs/a:b/cpu.max", "700000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 7);
}

static void malformed(void)
{
    tree(); // nothing there
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    file("proc/self/cgroup", "0::/a\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    file("proc/self/mountinfo", "\n30\n30 22 - cgroup2 cgroup2 rw\n - cgroup2\n30 22 0:26 / - cgroup2 x\n");
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    file("proc/self/mountinfo", v2_at_top);
    static const char *const texts[] = {"", "\n", "max", "many 100000", "0 100000\n", "-5 100000\n",
                                        "100000 0\n", "9223372036854775807 100000\n",
                                        "99999999999999999999 100000\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        file("sys/fs/cgroup/a/cpu.max", texts[i]);
        EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
    }
    file("sys/fs/cgroup/a/cpu.max", "300000"); // the kernel's period, no newline
    EXPECT_EQ(veda_quota_read(root), 3);
    file("proc/self/cgroup", "\n:\n0:\n::\n0::/a");
    EXPECT_EQ(veda_quota_read(root), 3);
}

/* Lines longer than any buffer stand around the ones that count. */
static void long_lines(void)
{
    static char table[20000], group[3000];
    tree();
    memset(table, 'x', 9000);
    snprintf(table + 9000, sizeof table - 9000, "\n%s", v2_at_top);
    memset(table + strlen(table), 'y', 9000);
    file("proc/self/mountinfo", table);
    file("proc/self/cgroup", "0::/a\n");
    file("sys/fs/cgroup/a/cpu.max", "400000 100000\n");
    EXPECT_EQ(veda_quota_read(root), 4);

    snprintf(group, sizeof group, "0::/");
    memset(group + 4, 'g', 1500);
    file("proc/self/cgroup", group);
    EXPECT_EQ(veda_quota_read(root), VEDA_QUOTA_NONE);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    snprintf(base, sizeof base, "%s", argv[1]);
    version_2();
    version_1();
    hybrid();
    parts_of_the_tree();
    malformed();
    long_lines();
    EXPECT(veda_quota() >= 1);
    EXPECT_EQ(veda_quota(), veda_quota_read(""));
    return expect_result();
}
