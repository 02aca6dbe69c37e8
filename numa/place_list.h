/* A place list in the making, and the texts that spell one out. Used by places.c and affinity.c alone; one
 * thread at a time. */
#ifndef VEDA_NUMA_PLACE_LIST_H
#define VEDA_NUMA_PLACE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "numa/places.h"

/* Above these a text is refused: more than any machine has, and what a slip of the finger can write is kept
 * from filling the memory. */
enum { VEDA_MOST_PLACES = 1 << 16, VEDA_MOST_NUMBERS = 1 << 20 };

/* Place i is number[place[i] .. place[i + 1]), ascending, none twice. The numbers of a text may name processors that
 * nobody has, even negative ones: {0:4}:2:-2. */
struct veda_place_list {
    int *number;
    size_t *place; /* n + 1 of them, once there is one */
    size_t numbers, number_room;
    int n, room;
};

void veda_place_list_free(struct veda_place_list *list);

/* The numbers from `from` on become a place; false if the list is too large. */
bool veda_place_list_close(struct veda_place_list *list, size_t from);
bool veda_place_list_number(struct veda_place_list *list, int64_t number);

/* OMP_PLACES's explicit list (5.2, 21.1.6): {0:4},{8,9}:3:4,!{2,3},7. false: the text is none, and the list is
 * of no use but to be freed; *why is what is wrong with it. */
bool veda_place_list_parse(const char *text, struct veda_place_list *list, const char **why);

/* GOMP_CPU_AFFINITY: "0 3 1-2 4-15:2", a place a processor. Result as above. */
bool veda_place_list_parse_cpus(const char *text, struct veda_place_list *list, const char **why);

/* KMP_AFFINITY's proclist, from '[' to ']': [0,2-6:2,{1,3}], a place a number or a braced set. The cursor is left
 * behind it. */
bool veda_place_list_parse_brackets(const char **text, struct veda_place_list *list);

#endif
