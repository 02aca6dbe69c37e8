/* The text sink: one line an event on stderr, for people. `veda: [thread] event name=value ...` */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/log.h"
#include "runtime/sys/thread.h"
#include "telemetry/trace.h"

uint32_t veda_trace_mask;

static const struct {
    const char *name;
    const char *payload[3];
} events[] = {
#define EVENT(name, category, a, b, c) {#name, {#a, #b, #c}},
#include "telemetry/events.def"
#undef EVENT
};

static const struct {
    const char *name;
    uint32_t mask;
} categories[] = {
    {"thread", VEDA_TRACE_THREAD}, {"team", VEDA_TRACE_TEAM},       {"region", VEDA_TRACE_REGION},
    {"loop", VEDA_TRACE_LOOP},     {"steal", VEDA_TRACE_STEAL},     {"barrier", VEDA_TRACE_BARRIER},
    {"task", VEDA_TRACE_TASK},     {"sleep", VEDA_TRACE_SLEEP},     {"construct", VEDA_TRACE_CONSTRUCT},
    {"share", VEDA_TRACE_SHARE},
    {"all", ~0u},
};

void veda_trace_emit(enum veda_trace_event event, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t value[3] = {a, b, c};
    char line[256];
    int n = snprintf(line, sizeof line, "veda: [%d] %s", veda_thread_kernel_id(), events[event].name);
    for (int i = 0; i < 3; i++) {
        const char *name = events[event].payload[i];
        if (!strncmp(name, "unused", 6))
            break;
        bool pointer = !strcmp(name, "site") || !strcmp(name, "task");
        n += snprintf(line + n, sizeof line - (size_t)n, pointer ? " %s=0x%llx" : " %s=%llu", name,
                      (unsigned long long)value[i]);
    }
    veda_print("%s", line);
}

void veda_trace_configure(const char *list)
{
    uint32_t mask = ld_rlx(&veda_trace_mask); /* owner: whoever reads the environment */
    for (const char *p = list; *p;) {
        size_t len = strcspn(p, ",");
        bool off = *p == '!';
        const char *word = p + off;
        size_t word_len = len - off;
        uint32_t found = 0;
        for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
            if (strlen(categories[i].name) == word_len && !strncmp(categories[i].name, word, word_len))
                found = categories[i].mask;
        if (found)
            mask = off ? mask & ~found : mask | found;
        else if (len)
            veda_warn("OMP_VEDA_LOG=%s: '%.*s' is no category; ignored", list, (int)len, p);
        p += len + (p[len] == ',');
    }
    st_rlx(&veda_trace_mask, mask); /* hint */
}
