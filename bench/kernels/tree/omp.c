/* A task for the left branch of each node, none where there is no branch. */
#include "tree.h"

static uint64_t walk(const struct tree_node *node)
{
    uint64_t left = 0, right = 0;

    if (node->left != NULL) {
#pragma omp task shared(left)
        left = walk(node->left);
    }
    if (node->right != NULL)
        right = walk(node->right);
    uint64_t own = tree_visit(node);
#pragma omp taskwait
    return own + left + right;
}

void tree_team(void)
{
#pragma omp parallel
#pragma omp single
    tree_sum = walk(tree_root);
}
