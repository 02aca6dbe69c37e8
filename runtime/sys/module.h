/* Shared objects. Those of ours are opened when first needed: what needs more than libc lives there. They lie in
 * veda/ beside the file that the library was loaded from, whatever name of it was used. */
#ifndef VEDA_SYS_MODULE_H
#define VEDA_SYS_MODULE_H

/* The address of `symbol` in veda/NAME.so, which is opened with its own names kept to itself and stays open; NULL and
 * in *why half a sentence: "... cannot open shared object file", to be freed, or NULL without memory. Never in a process
 * with more rights than who started it: the libraries that a module brings may open what the environment names. Reads the
 * file system; thread-safe. */
void *veda_module_symbol(const char *name, const char *symbol, char **why);

/* The shared object that has this address, if one does, stays loaded for good, however often the program closes it.
 * Waits for the loader, which constructors of other objects may be keeping: not for a lock holder, nor for a thread that
 * a constructor may be waiting for. Thread-safe. */
void veda_module_keep(const void *address);

#endif
