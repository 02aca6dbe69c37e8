/* What the runtime tells about its configuration, on stderr: OMP_DISPLAY_ENV and omp_display_env in
 * the standard's form (5.2, 18.15 and 21.7), KMP_SETTINGS and KMP_VERSION in libomp's, and
 * OMP_VEDA_VERBOSE. All but the last show initial values, those of veda_icv_as_read. Called at
 * initialisation and from omp_display_env(); changes nothing, but that the place list is made. */
#include <string.h>

#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/binding.h"
#include "runtime/icv_env.h"

#ifndef VEDA_VERSION
#define VEDA_VERSION "unversioned"
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown compiler"
#endif

#define OPENMP_DATE "202111"

static bool is_standard(const char *name)
{
    return !strncmp(name, "OMP_", 4);
}

/* The list in use, whoever asked for it. (libomp's settings have the variable's text.) */
static void show_places(char *out, size_t size)
{
    static const char more[] = "...";
    const struct veda_places *list = veda_binding_places();
    *out = '\0';
    if (list && veda_places_text(list, out, size) >= (int)size)
        memcpy(out + size - sizeof more, more, sizeof more);
}

static void show(const struct veda_icv_row *row, char *out, size_t size)
{
    if (strcmp(row->name, "OMP_PLACES"))
        row->show(row, &veda_icv_as_read, out, size);
    else
        show_places(out, size);
}

static void show_knob(const char *name, const char *value, const char *origin, const char *help)
{
    (void)origin;
    (void)help;
    veda_print("  [host] %s = '%s'", name, value);
}

void veda_icv_display(bool verbose)
{
    char value[VEDA_SHOWN_MAX];
    veda_print("\nOPENMP DISPLAY ENVIRONMENT BEGIN\n  _OPENMP = '" OPENMP_DATE "'");
    for (const struct veda_icv_row *row = veda_icv_rows; row->name; row++) {
        if (!verbose && !is_standard(row->name))
            continue;
        show(row, value, sizeof value);
        veda_print("  [host] %s = '%s'", row->name, value);
    }
    if (verbose)
        veda_config_each(show_knob);
    veda_print("OPENMP DISPLAY ENVIRONMENT END");
}

void veda_icv_display_version(void)
{
    veda_print("VEDA version: " VEDA_VERSION "\n"
               "VEDA API version: 5.2 (" OPENMP_DATE ")\n"
               "VEDA compatibility: libgomp (GOMP_1.0 to GOMP_6.0.1), libomp (VERSION)\n"
               "VEDA build compiler: " COMPILER);
}

void veda_icv_display_settings(void)
{
    char value[VEDA_SHOWN_MAX], spelling[64];
    veda_print("\nUser settings:\n");
    for (const struct veda_icv_row *row = veda_icv_rows; row->name; row++) {
        const char *given = veda_icv_row_getenv(row, spelling, sizeof spelling);
        if (given)
            veda_print("   %s=%s", spelling, given);
    }
    for (const char *const *name = veda_icv_ignored; *name; name++) {
        const char *given = veda_config_getenv(*name);
        if (given)
            veda_print("   %s=%s (has no effect)", *name, given);
    }
    veda_print("\nEffective settings:\n");
    for (const struct veda_icv_row *row = veda_icv_rows; row->name; row++) {
        row->show(row, &veda_icv_as_read, value, sizeof value);
        if (*value)
            veda_print("   %s='%s'", row->name, value);
        else
            veda_print("   %s: value is not defined", row->name);
    }
    veda_print(" ");
}

static void show_origin(const char *name, const char *value, const char *origin, const char *help)
{
    veda_print("veda: %s = '%s' (%s): %s", name, value, origin, help);
}

void veda_icv_display_origins(void)
{
    char value[VEDA_SHOWN_MAX], spelling[64];
    veda_print("veda: version " VEDA_VERSION ", built by " COMPILER);
    for (const struct veda_icv_row *row = veda_icv_rows; row->name; row++) {
        bool given = veda_icv_row_getenv(row, spelling, sizeof spelling) != NULL;
        show(row, value, sizeof value);
        veda_print("veda: %s = '%s' (%s)", row->name, value, given ? spelling : "default");
    }
    veda_config_each(show_origin);
}
