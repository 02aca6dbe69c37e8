/* See ../module.h. dladdr knows the name that the loader used; the folder of runtime names holds links, so that
 * is followed to the file itself. */
#include "runtime/sys/module.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* The file veda/NAME.so beside this library, to be freed; or NULL. */
static char *beside_library(const char *name)
{
    Dl_info here;
    char *path = NULL;
    char *library = dladdr((void *)veda_module_symbol, &here) && here.dli_fname ? realpath(here.dli_fname, NULL) : NULL;
    char *slash = library ? strrchr(library, '/') : NULL;
    if (slash && asprintf(&path, "%.*s/veda/%s.so", (int)(slash - library), library, name) < 0)
        path = NULL;
    free(library);
    return path;
}

void *veda_module_symbol(const char *name, const char *symbol, char **why)
{
    if (getauxval(AT_SECURE)) {
        *why = strdup("no module is opened in a process with more rights than who started it");
        return NULL;
    }
    char *path = beside_library(name);
    if (!path) {
        *why = strdup("the folder of the library cannot be found");
        return NULL;
    }
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *found = module ? dlsym(module, symbol) : NULL;
    if (!found) {
        const char *error = dlerror(); /* lives until this thread's next dl call */
        *why = strdup(error ? error : path);
    }
    free(path);
    return found;
}

/* The program itself has an empty name, and stays. */
void veda_module_keep(const void *address)
{
    Dl_info info;
    void *object = NULL;
    if (dladdr1(address, &info, &object, RTLD_DL_LINKMAP) && *((struct link_map *)object)->l_name)
        dlopen(((struct link_map *)object)->l_name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}
