/* The knobs of config.def, read from the environment once. Invariant: before veda_config_read()
 * every field holds its default, afterwards nothing changes it. The ICVs of OpenMP and the peers'
 * variables are not here but in runtime/icv.h. */
#ifndef VEDA_BASE_CONFIG_H
#define VEDA_BASE_CONFIG_H

#include <stdint.h>

struct veda_config {
#define KNOB(field, name, value, least, most, help) int64_t field;
#define TEXT(field, name, help) const char *field;
#include "runtime/base/config.def"
#undef KNOB
#undef TEXT
};

extern struct veda_config veda_config;

/* Reads every knob; a bad value gets one warning and keeps the default. The caller sees to it that
 * this happens once, before there are other threads of ours. */
void veda_config_read(void);

/* The environment's value of name, or NULL when it is not set or blank; of OMP_VEDA_X also what
 * VEDA_X says. The string is the environment's own. */
const char *veda_config_getenv(const char *name);

/* The same for a variable that names files to be loaded or written: NULL in a process that has more rights
 * than who started it (setuid, setgid, file capabilities). No alias. */
const char *veda_config_getenv_secure(const char *name);

/* Calls show(name, value, "default" or the variable that gave it, help) for every knob, as text. */
void veda_config_each(void (*show)(const char *name, const char *value, const char *origin,
                                   const char *help));

#endif
