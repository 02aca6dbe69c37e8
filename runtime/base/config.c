/* Reads config.def's rows from the environment. Touches no file and allocates nothing. */
#include "runtime/base/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/log.h"

struct veda_config veda_config = {
#define KNOB(field, name, value, least, most, help) .field = value,
#define TEXT(field, name, help) .field = NULL,
#include "runtime/base/config.def"
#undef KNOB
#undef TEXT
};

static const char *unless_blank(const char *value)
{
    return value && value[strspn(value, " \t")] ? value : NULL;
}

static const char *get(const char *name)
{
    return unless_blank(getenv(name));
}

/* The variable that holds name's value, in *spelling, and the value. */
static const char *find(const char *name, const char **spelling)
{
    *spelling = name;
    const char *value = get(name);
    if (!value && !strncmp(name, "OMP_VEDA_", 9)) {
        *spelling = name + 4;
        value = get(*spelling);
    }
    return value;
}

const char *veda_config_getenv(const char *name)
{
    const char *spelling;
    return find(name, &spelling);
}

const char *veda_config_getenv_secure(const char *name)
{
    return unless_blank(secure_getenv(name));
}

static void read_number(int64_t *field, const char *name, int64_t least, int64_t most)
{
    const char *spelling, *value = find(name, &spelling);
    if (!value)
        return;
    char *end;
    errno = 0;
    long long n = strtoll(value, &end, 10);
    if (end == value || end[strspn(end, " \t")] || errno || n < least || n > most)
        veda_warn("%s=%s: not a number from %lld to %lld; using %lld", spelling, value,
                  (long long)least, (long long)most, (long long)*field);
    else
        *field = n;
}

void veda_config_read(void)
{
#define KNOB(field, name, value, least, most, help)                                                \
    read_number(&veda_config.field, name, least, most);
#define TEXT(field, name, help) veda_config.field = veda_config_getenv(name);
#include "runtime/base/config.def"
#undef KNOB
#undef TEXT
}

void veda_config_each(void (*show)(const char *name, const char *value, const char *origin,
                                   const char *help))
{
    const char *spelling;
    char number[32];
#define KNOB(field, name, value, least, most, help)                                                \
    snprintf(number, sizeof number, "%lld", (long long)veda_config.field);                         \
    show(name, number, find(name, &spelling) ? spelling : "default", help);
#define TEXT(field, name, help)                                                                    \
    show(name, veda_config.field ? veda_config.field : "",                                         \
         find(name, &spelling) ? spelling : "default", help);
#include "runtime/base/config.def"
#undef KNOB
#undef TEXT
}
