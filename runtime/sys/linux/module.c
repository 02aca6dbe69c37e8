/* See ../module.h. dladdr knows the name that the loader used; the folder of runtime names holds links, so that
 * is followed to the file itself. */
#include "runtime/sys/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* path becomes veda/NAME.so beside this library. */
static int beside_library(const char *name, char *path, size_t size)
{
    Dl_info here;
    char resolved[PATH_MAX];
    if (!dladdr((void *)veda_module_symbol, &here) || !here.dli_fname || !realpath(here.dli_fname, resolved))
        return 0;
    char *slash = strrchr(resolved, '/');
    int folder = slash ? (int)(slash - resolved) : 0;
    return snprintf(path, size, "%.*s/veda/%s.so", folder, resolved, name) < (int)size;
}

void *veda_module_symbol(const char *name, const char *symbol, const char **why)
{
    char path[PATH_MAX];
    if (getauxval(AT_SECURE)) {
        *why = "no module is opened in a process with more rights than who started it";
        return NULL;
    }
    if (!beside_library(name, path, sizeof path)) {
        *why = "the folder of the library cannot be found";
        return NULL;
    }
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *found = module ? dlsym(module, symbol) : NULL;
    if (!found) {
        const char *error = dlerror(); /* lives until this thread's next dl call */
        char *copy = strdup(error ? error : path);
        *why = copy ? copy : "no memory";
    }
    return found;
}
