/* The table of environment variables: internal to icv.c (reads it), icv_env.c (is it) and
 * icv_display.c (shows it). A row knows how its value is parsed into struct veda_global and how it
 * is shown. */
#ifndef VEDA_ICV_ENV_H
#define VEDA_ICV_ENV_H

#include "runtime/env_parse.h"
#include "runtime/icv.h"

/* Longest shown value, with its NUL; a longer one is cut. */
enum { VEDA_SHOWN_MAX = 512 };

struct veda_icv_row {
    const char *name;
    bool files;           /* names files to load or to write: means nothing to a setuid program */
    bool all;             /* name_ALL speaks for the host where name is not set (5.2, 21) */
    bool settled;         /* the default hangs on other variables: not known before veda_icv_settle */
    const char *expected; /* what a good value is, for the warning */
    bool (*parse)(const struct veda_icv_row *, struct veda_global *, const char *value);
    void (*show)(const struct veda_icv_row *, const struct veda_global *, char *out, size_t size);

    /* For the parse and show functions that several rows share. */
    size_t field, width; /* where in struct veda_global, and how many bytes */
    int64_t least, most;
    const struct veda_word *words;
    bool (*sound)(const char *value);
};

/* In the order in which they are read: of rows with the same field the last one that is set wins.
 * Ends with a row without name. */
extern const struct veda_icv_row veda_icv_rows[];

/* Variables of the peers that have no meaning here and are accepted in silence. Ends with NULL. */
extern const char *const veda_icv_ignored[];

const struct veda_icv_row *veda_icv_row(const char *name); /* NULL: there is none */

/* The value that the environment gives a row, in *spelling the variable that says it; NULL: not
 * set. */
const char *veda_icv_row_getenv(const struct veda_icv_row *row, char *spelling, size_t size);

/* Parses value into g; a bad one gets one warning under `spelling` and leaves the default. */
void veda_icv_row_apply(const struct veda_icv_row *row, struct veda_global *g, const char *spelling,
                        const char *value);

/* What follows from several variables together. After every change; idempotent. */
void veda_icv_settle(struct veda_global *g);

/* The configuration as it was read, for displays: 5.2, 18.15 asks for initial values. */
extern struct veda_global veda_icv_as_read;

void veda_icv_display_version(void);  /* KMP_VERSION */
void veda_icv_display_settings(void); /* KMP_SETTINGS */
void veda_icv_display_origins(void);  /* OMP_VEDA_VERBOSE */

#endif
