/* What the system tells in small files, as under /sys on Linux: linux/tree.c. Functions take a `root` that stands
 * before the path ("" but in tests) and allocate nothing from the heap. Thread-safe. */
#ifndef VEDA_SYS_TREE_H
#define VEDA_SYS_TREE_H

#include <stdbool.h>
#include <stddef.h>

/* The first line of a file, without its newline, cut to size. False: there is none. */
bool veda_tree_line(const char *root, const char *path, char *text, size_t size);

/* The numbers behind `prefix` among the names in a folder ("memory_tier4"): at most `most`, in no order. */
int veda_tree_numbered(const char *root, const char *path, const char *prefix, int *numbers, int most);

#endif
