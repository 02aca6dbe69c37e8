/* One pass over the format that writes what fits and counts what does not. */
#include "runtime/affinity_display.h"

#include <stdbool.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/log.h"
#include "runtime/sys/affinity.h"
#include "runtime/sys/thread.h"
#include "runtime/team.h"

/* A buffer that only counts once it is full. */
struct sink {
    char *at;
    size_t room;   /* characters that still fit, the NUL not among them */
    size_t length; /* characters so far */
};

static void put(struct sink *s, char c)
{
    if (s->room) {
        *s->at++ = c;
        s->room--;
    }
    s->length++;
}

static void put_text(struct sink *s, const char *text)
{
    while (*text)
        put(s, *text++);
}

static void put_number(struct sink *s, long long n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", n);
    put_text(s, digits);
}

/* "0-3,8": the processors that the thread may run on. */
static void put_processors(struct sink *s)
{
    struct veda_cpuset *set = veda_cpuset_new();
    if (!set || veda_affinity_get(set)) {
        free(set);
        put_text(s, "undefined");
        return;
    }
    const char *comma = "";
    for (int cpu = 0, limit = veda_cpu_limit(); cpu < limit; cpu++) {
        if (!veda_cpuset_has(set, cpu))
            continue;
        int last = cpu;
        while (veda_cpuset_has(set, last + 1))
            last++;
        put_text(s, comma);
        put_number(s, cpu);
        if (last > cpu) {
            put(s, '-');
            put_number(s, last);
        }
        cpu = last;
        comma = ",";
    }
    free(set);
}

static int ancestor(const struct veda_member *me)
{
    const struct veda_member *parent = veda_member_at_level(me, me->team->level - 1);
    return parent ? parent->number : -1;
}

static void put_host(struct sink *s)
{
    char name[256];
    if (gethostname(name, sizeof name))
        strcpy(name, "unknown");
    name[sizeof name - 1] = '\0';
    put_text(s, name);
}

/* 5.2, table 21.2. Gives whether the field is a number, which zeros may pad. */
static bool put_field(struct sink *s, const struct veda_member *me, char field)
{
    switch (field) {
    case 't':
        put_number(s, me->team->team_num);
        return true;
    case 'T':
        put_number(s, me->team->num_teams);
        return true;
    case 'L':
        put_number(s, me->team->level);
        return true;
    case 'n':
        put_number(s, me->number);
        return true;
    case 'N':
        put_number(s, me->team->nthreads);
        return true;
    case 'a':
        put_number(s, ancestor(me));
        return true;
    case 'P':
        put_number(s, getpid());
        return true;
    case 'i':
        put_number(s, veda_thread_kernel_id());
        return true;
    case 'H':
        put_host(s);
        return false;
    case 'A':
        put_processors(s);
        return false;
    default:
        put_text(s, "undefined");
        return false;
    }
}

static char short_name(const char *name, size_t len)
{
    static const struct {
        const char *name;
        char field;
    } names[] = {
        {"team_num", 't'},
        {"num_teams", 'T'},
        {"nesting_level", 'L'},
        {"thread_num", 'n'},
        {"num_threads", 'N'},
        {"ancestor_tnum", 'a'},
        {"host", 'H'},
        {"process_id", 'P'},
        {"native_thread_id", 'i'},
        {"thread_affinity", 'A'},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == len && !memcmp(names[i].name, name, len))
            return names[i].field;
    return '?';
}

/* %[0][.][width]field: the dot means to the right, the zero what fills a number on its left. Takes
 * what follows the percent sign and gives what follows the field. */
static const char *put_item(struct sink *s, const struct veda_member *me, const char *p)
{
    bool zeros = *p == '0';
    p += zeros;
    bool right = *p == '.';
    p += right;
    size_t width = 0;
    for (; *p >= '0' && *p <= '9'; p++)
        if (width < 65536)
            width = 10 * width + (size_t)(*p - '0');
    char field = *p;
    if (field == '{') {
        const char *name = ++p;
        p += strcspn(p, "}");
        field = short_name(name, (size_t)(p - name));
    }
    if (*p)
        p++;

    char text[4096];
    struct sink item = {.at = text, .room = sizeof text - 1};
    bool number = put_field(&item, me, field);
    *item.at = '\0';
    size_t pad = width > item.length ? width - item.length : 0;
    const char *rest = text;
    if (right) {
        bool fill = zeros && number;
        if (fill && *rest == '-')
            put(s, *rest++);
        while (pad) {
            put(s, fill ? '0' : ' ');
            pad--;
        }
    }
    put_text(s, rest);
    while (pad--)
        put(s, ' ');
    return p;
}

void veda_affinity_format_set(const char *format, size_t len)
{
    char *var = veda_global.affinity_format;
    size_t most = sizeof veda_global.affinity_format - 1;
    if (len > most) {
        veda_warn_once("affinity format of %zu characters: using the first %zu", len, most);
        len = most;
    }
    memcpy(var, format, len);
    var[len] = '\0';
}

size_t veda_affinity_capture(const struct veda_member *me, const char *format, char *buffer,
                             size_t size)
{
    if (!format || !*format)
        format = veda_global.affinity_format;
    struct sink s = {.at = buffer, .room = size ? size - 1 : 0};
    for (const char *p = format; *p;) {
        char c = *p++;
        if (c != '%')
            put(&s, c);
        else if (*p == '%')
            put(&s, *p++);
        else if (*p)
            p = put_item(&s, me, p);
    }
    if (size)
        *s.at = '\0';
    return s.length;
}

void veda_affinity_print(const struct veda_member *me, const char *format)
{
    char line[1024], *long_line = NULL, *text = line;
    size_t length = veda_affinity_capture(me, format, line, sizeof line - 1);
    if (length > sizeof line - 2) {
        long_line = malloc(length + 2);
        if (long_line) {
            text = long_line;
            veda_affinity_capture(me, format, text, length + 1);
        } else {
            length = sizeof line - 2;
        }
    }
    text[length] = '\n';
    int cancel_state; /* writing is a cancellation point, the start of a region is none */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    fwrite(text, 1, length + 1, stdout); /* one call: lines of several threads do not mix */
    fflush(stdout);
    pthread_setcancelstate(cancel_state, NULL);
    free(long_line);
}

/* A number that differs (but for one chance in 2^64) where what the fields show differs, or did for another thread
 * of the team since: when the affinity of one changes, all of them are shown (5.2, 21.2.3). Never 0. */
static uint64_t appearance(const struct veda_member *me)
{
    const struct veda_team *team = me->team;
    uint64_t h = 0xcbf29ce484222325u;
    int parts[] = {team->level,  team->nthreads, me->number,
                   ancestor(me), team->team_num, team->num_teams, (int)team->placements};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = (h ^ (uint32_t)parts[i]) * 0x100000001b3u;
    struct veda_cpuset *set = veda_cpuset_new();
    if (set && !veda_affinity_get(set))
        for (int cpu = 0, limit = veda_cpu_limit(); cpu < limit; cpu++)
            if (veda_cpuset_has(set, cpu))
                h = (h ^ (uint32_t)cpu) * 0x100000001b3u;
    free(set);
    return h | 1;
}

void veda_affinity_display(struct veda_member *me)
{
    if (me->team->level == 0) /* a teams or target region: 5.2 speaks of parallel ones */
        return;
    uint64_t now = appearance(me);
    if (now == me->thread->displayed)
        return;
    me->thread->displayed = now;
    veda_affinity_print(me, NULL);
}
