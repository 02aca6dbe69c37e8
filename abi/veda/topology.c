/* veda_omp.h: the version, and what the machine is. Questions to the tables of numa/topology.h, in system numbers;
 * veda_omp.h says what each gives. */
#include "abi/export.h"
#include "abi/veda/veda_omp.h"
#include "runtime/veda.h"

_Static_assert((int)VEDA_UNIT_PROCESSOR == VEDA_SHARE_THREAD && (int)VEDA_UNIT_CORE == VEDA_SHARE_CORE &&
                   (int)VEDA_UNIT_CACHE == VEDA_SHARE_CACHE && (int)VEDA_UNIT_NODE == VEDA_SHARE_NODE &&
                   (int)VEDA_UNIT_SOCKET == VEDA_SHARE_SOCKET && (int)VEDA_UNIT_MACHINE == VEDA_SHARE_MACHINE,
               "units are passed on as they are");
_Static_assert((int)VEDA_MEM_ORDINARY == VEDA_MEMORY_DRAM &&
                   (int)VEDA_MEM_HIGH_BANDWIDTH == VEDA_MEMORY_HIGH_BANDWIDTH &&
                   (int)VEDA_MEM_LARGE == VEDA_MEMORY_LARGE && (int)VEDA_MEM_DEVICE == VEDA_MEMORY_DEVICE,
               "and so are kinds of memory");

static bool is_unit(int32_t unit)
{
    return unit >= 0 && unit < VEDA_SHARINGS;
}

/* The position of a node by its system number; -1: there is none. */
static int node_at(const struct veda_topology *t, int32_t node)
{
    for (int i = 0; i < t->nodes; i++)
        if (t->node[i].number == node)
            return i;
    return -1;
}

VEDA_EXPORT(veda_omp_version)
int32_t veda_omp_version(void)
{
    return VEDA_OMP_VERSION;
}

VEDA_EXPORT(veda_topology_source)
const char *veda_topology_source(void)
{
    return veda_binding_topology()->known ? "hwloc" : "plain";
}

VEDA_EXPORT(veda_topology_count)
int32_t veda_topology_count(int32_t unit)
{
    return is_unit(unit) ? veda_binding_topology()->units[unit] : -1;
}

VEDA_EXPORT(veda_topology_processors)
int32_t veda_topology_processors(int32_t *list, int32_t n)
{
    const struct veda_topology *t = veda_binding_topology();
    for (int i = 0; i < t->n && i < n; i++)
        list[i] = t->processor[i].cpu;
    return t->n;
}

VEDA_EXPORT(veda_topology_unit)
int32_t veda_topology_unit(int32_t processor, int32_t unit)
{
    const struct veda_topology *t = veda_binding_topology();
    const struct veda_processor *p = veda_topology_processor(t, processor);
    if (!p || !is_unit(unit))
        return -1;
    if (unit == VEDA_UNIT_PROCESSOR)
        return processor;
    if (unit != VEDA_UNIT_NODE)
        return p->unit[unit];
    const struct veda_memory_node *memory = veda_topology_memory(t, p);
    return memory ? memory->number : -1;
}

VEDA_EXPORT(veda_topology_sharing)
int32_t veda_topology_sharing(int32_t processor, int32_t other)
{
    const struct veda_topology *t = veda_binding_topology();
    const struct veda_processor *a = veda_topology_processor(t, processor), *b = veda_topology_processor(t, other);
    return a && b ? (int32_t)veda_topology_shared(a, b) : -1;
}

VEDA_EXPORT(veda_topology_kinds)
int32_t veda_topology_kinds(void)
{
    return veda_binding_topology()->kinds;
}

VEDA_EXPORT(veda_topology_kind)
int32_t veda_topology_kind(int32_t processor)
{
    const struct veda_processor *p = veda_topology_processor(veda_binding_topology(), processor);
    return p ? p->kind : -1;
}

VEDA_EXPORT(veda_topology_nodes)
int32_t veda_topology_nodes(int32_t *list, int32_t n)
{
    const struct veda_topology *t = veda_binding_topology();
    for (int i = 0; i < t->nodes && i < n; i++)
        list[i] = t->node[i].number;
    return t->nodes;
}

VEDA_EXPORT(veda_topology_memory_kind)
int32_t veda_topology_memory_kind(int32_t node)
{
    const struct veda_topology *t = veda_binding_topology();
    int at = node_at(t, node);
    return at < 0 ? -1 : t->node[at].kind;
}

VEDA_EXPORT(veda_topology_memory_bytes)
int64_t veda_topology_memory_bytes(int32_t node)
{
    const struct veda_topology *t = veda_binding_topology();
    int at = node_at(t, node);
    return at < 0 || !t->node[at].bytes ? -1 : (int64_t)t->node[at].bytes;
}

VEDA_EXPORT(veda_topology_distance)
int32_t veda_topology_distance(int32_t from, int32_t to)
{
    const struct veda_topology *t = veda_binding_topology();
    int row = node_at(t, from), column = node_at(t, to);
    return row < 0 || column < 0 || !t->distance ? -1 : (int32_t)t->distance[row * t->nodes + column];
}

VEDA_EXPORT(veda_topology_place_nodes)
int32_t veda_topology_place_nodes(int32_t place, int32_t *list, int32_t n)
{
    veda_icv_init();
    const struct veda_places *places = veda_binding_places();
    struct veda_nodeset nodes;
    if (!places || place < 0 || place >= places->n)
        return -1;
    veda_place_nodes(&places->place[place], veda_binding_topology(), &nodes);
    int32_t found = 0;
    for (int node = -1; (node = veda_nodeset_next(&nodes, node + 1)) >= 0; found++)
        if (found < n)
            list[found] = node;
    return found;
}
