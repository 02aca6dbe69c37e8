/* tree: a sum over all nodes of a binary tree whose branches differ widely in size, which nothing but the
 * walk tells. The nodes lie scattered in memory. */
#ifndef TREE_H
#define TREE_H

#include "../kernel.h"

enum { TREE_ROUNDS = 20 };

struct tree_node {
    struct tree_node *left, *right;
    uint64_t value;
};

extern struct tree_node *tree_root;
extern uint64_t tree_sum; /* the result */

/* What is to be done at a node. */
static inline uint64_t tree_visit(const struct tree_node *node)
{
    uint64_t x = node->value;

    for (int r = 0; r < TREE_ROUNDS; r++)
        x = mix(x);
    return x;
}

struct result tree_input(double scale);
void tree_alone(void);
void tree_team(void);

#endif
