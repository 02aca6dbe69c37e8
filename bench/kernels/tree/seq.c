#include "tree.h"

struct tree_node *tree_root;
uint64_t tree_sum;

enum { STRIDE = 7919 }; /* a prime: no node comes twice if nnodes is no multiple of it */

static struct tree_node *nodes;
static long nnodes, taken;

/* The next node, far from the last one. */
static struct tree_node *take_node(void)
{
    return &nodes[taken++ * STRIDE % nnodes];
}

/* A tree of n nodes; the smaller branch has any share of them, mostly a small one. */
static struct tree_node *grow(long n)
{
    if (n == 0)
        return NULL;
    struct tree_node *node = take_node();
    node->value = (uint64_t)taken;
    double share = fraction(node->value);
    long left = (long)((double)(n - 1) * share * share);
    if (mix(node->value) % 2)
        left = n - 1 - left;
    node->left = grow(left);
    node->right = grow(n - 1 - left);
    return node;
}

struct result tree_input(double scale)
{
    nnodes = kernel_size(300000, 1, scale);
    nnodes += nnodes % STRIDE == 0;
    nodes = room_for(sizeof *nodes * (size_t)nnodes);
    tree_root = grow(nnodes);
    return (struct result){&tree_sum, sizeof tree_sum};
}

static uint64_t walk(const struct tree_node *node)
{
    return node == NULL ? 0 : tree_visit(node) + walk(node->left) + walk(node->right);
}

void tree_alone(void)
{
    tree_sum = walk(tree_root);
}
