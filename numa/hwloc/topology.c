/* The topology module: hwloc's tree of the machine as the library's flat tables (numa/topology.h). hwloc's own
 * variables (HWLOC_XMLFILE, HWLOC_SYNTHETIC, HWLOC_THISSYSTEM) make it describe another machine, which is how
 * the tests have theirs.
 *
 * A thing that hwloc does not know of a processor is the next smaller thing: a machine that does not tell its
 * cores has a core a hardware thread, one that does not tell its caches a last-level cache a core; one that does not
 * tell its sockets is one socket. */
#include <hwloc.h>
#include <hwloc/cpukinds.h>
#include <hwloc/distances.h>
#include <hwloc/memattrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "numa/module.h"

/* Things of one sort as they are met in the order of processors; the index is their number. */
struct numbering {
    int n;
    const void *seen[];
};

struct work {
    hwloc_topology_t machine;
    const struct veda_topology_wish *wish;
    struct veda_topology t;
    hwloc_obj_t *pu; /* of processor i */
    struct numbering *share[VEDA_SHARINGS], *layer[VEDA_LAYERS];
};

static struct numbering *numbering_new(int most)
{
    return calloc(1, sizeof(struct numbering) + (size_t)most * sizeof(void *));
}

/* The latest is met again most often. */
static int number_of(struct numbering *numbering, const void *thing)
{
    for (int i = numbering->n; i-- > 0;)
        if (numbering->seen[i] == thing)
            return i;
    numbering->seen[numbering->n] = thing;
    return numbering->n++;
}

static bool usable(const struct work *w, hwloc_obj_t pu)
{
    return !w->t.real || w->wish->may_use((int)pu->os_index, w->wish->arg);
}

/* --- what a processor is part of ---------------------------------------------------------------------------- */

static hwloc_obj_t last_level_cache(hwloc_obj_t pu)
{
    hwloc_obj_t found = NULL;
    for (hwloc_obj_t above = pu->parent; above; above = above->parent)
        if (hwloc_obj_type_is_dcache(above->type))
            found = above;
    return found;
}

static hwloc_obj_t above_of_type(const struct work *w, hwloc_obj_t pu, hwloc_obj_type_t type)
{
    return hwloc_get_ancestor_obj_by_type(w->machine, type, pu);
}

/* A group that its subtype calls so. Dies have a type of their own. */
static hwloc_obj_t module_of(hwloc_obj_t pu)
{
    for (hwloc_obj_t above = pu->parent; above; above = above->parent)
        if (above->type == HWLOC_OBJ_GROUP && above->subtype &&
            (!strcasecmp(above->subtype, "Module") || !strcasecmp(above->subtype, "Tile") ||
             !strcasecmp(above->subtype, "Cluster")))
            return above;
    return NULL;
}

/* The node whose processors are the fewest among those that have this one: memory that belongs to the whole
 * package is not near. Where several have the same processors (HBM beside DRAM), the first stands for them. */
static hwloc_obj_t nearest_node(const struct work *w, hwloc_obj_t pu)
{
    hwloc_obj_t best = NULL;
    for (hwloc_obj_t node = NULL; (node = hwloc_get_next_obj_by_type(w->machine, HWLOC_OBJ_NUMANODE, node));)
        if (hwloc_bitmap_isset(node->cpuset, pu->os_index) &&
            (!best || hwloc_bitmap_weight(node->cpuset) < hwloc_bitmap_weight(best->cpuset)))
            best = node;
    return best;
}

static void describe(struct work *w, int i)
{
    hwloc_obj_t pu = w->pu[i], root = hwloc_get_root_obj(w->machine);
    hwloc_obj_t core = above_of_type(w, pu, HWLOC_OBJ_CORE);
    core = core ? core : pu;
    hwloc_obj_t cache = last_level_cache(pu), node = nearest_node(w, pu);
    hwloc_obj_t socket = above_of_type(w, pu, HWLOC_OBJ_PACKAGE);
    const hwloc_obj_t of[VEDA_SHARINGS] = {
        [VEDA_SHARE_THREAD] = pu,
        [VEDA_SHARE_CORE] = core,
        [VEDA_SHARE_CACHE] = cache ? cache : core,
        [VEDA_SHARE_NODE] = node ? node : root,
        [VEDA_SHARE_SOCKET] = socket ? socket : root,
        [VEDA_SHARE_MACHINE] = root,
    };
    const hwloc_obj_t layer[VEDA_LAYERS] = {
        [VEDA_LAYER_L1] = above_of_type(w, pu, HWLOC_OBJ_L1CACHE),
        [VEDA_LAYER_L2] = above_of_type(w, pu, HWLOC_OBJ_L2CACHE),
        [VEDA_LAYER_L3] = above_of_type(w, pu, HWLOC_OBJ_L3CACHE),
        [VEDA_LAYER_MODULE] = module_of(pu),
        [VEDA_LAYER_DIE] = above_of_type(w, pu, HWLOC_OBJ_DIE),
    };
    struct veda_processor *p = &w->t.processor[i];
    p->cpu = (int)pu->os_index;
    for (int sharing = 0; sharing < VEDA_SHARINGS; sharing++)
        p->unit[sharing] = number_of(w->share[sharing], of[sharing]);
    /* On a machine where only some processors have such a layer, one without is a unit of its own. */
    for (int l = 0; l < VEDA_LAYERS; l++)
        p->layer[l] = number_of(w->layer[l], layer[l] ? layer[l] : pu);
}

static bool has_layer(const struct work *w, enum veda_layer layer)
{
    for (int i = 0; i < w->layer[layer]->n; i++)
        if (((hwloc_obj_t)w->layer[layer]->seen[i])->type != HWLOC_OBJ_PU)
            return true;
    return false;
}

static const char *processors(struct work *w)
{
    int all = hwloc_get_nbobjs_by_type(w->machine, HWLOC_OBJ_PU);
    w->pu = calloc((size_t)all + 1, sizeof *w->pu);
    w->t.processor = calloc((size_t)all + 1, sizeof *w->t.processor);
    if (!w->pu || !w->t.processor)
        return "no memory";
    for (hwloc_obj_t pu = NULL; (pu = hwloc_get_next_obj_by_type(w->machine, HWLOC_OBJ_PU, pu));)
        if (usable(w, pu))
            w->pu[w->t.n++] = pu;
    if (!w->t.n)
        return "hwloc knows none of the processors that the process may use";
    for (int sharing = 0; sharing < VEDA_SHARINGS; sharing++)
        if (!(w->share[sharing] = numbering_new(w->t.n)))
            return "no memory";
    for (int layer = 0; layer < VEDA_LAYERS; layer++)
        if (!(w->layer[layer] = numbering_new(w->t.n)))
            return "no memory";
    for (int i = 0; i < w->t.n; i++)
        describe(w, i);
    for (int sharing = 0; sharing < VEDA_SHARINGS; sharing++)
        w->t.units[sharing] = w->share[sharing]->n;
    for (int layer = 0; layer < VEDA_LAYERS; layer++)
        if (has_layer(w, layer))
            w->t.layers[layer] = w->layer[layer]->n;
        else
            for (int i = 0; i < w->t.n; i++)
                w->t.processor[i].layer[layer] = 0;
    return NULL;
}

/* --- kinds of core ------------------------------------------------------------------------------------------ */

static const char *info(const struct hwloc_info_s *infos, unsigned n, const char *name)
{
    for (unsigned i = 0; i < n; i++)
        if (!strcmp(infos[i].name, name))
            return infos[i].value;
    return NULL;
}

/* "IntelCore" as libomp's KMP_HW_SUBSET spells it: "intel_core". */
static void spell_type(const char *from, char *to, size_t size)
{
    size_t n = 0;
    for (const char *c = from; *c && n + 2 < size; c++) {
        bool upper = *c >= 'A' && *c <= 'Z';
        if (upper && c > from)
            to[n++] = '_';
        to[n++] = upper ? (char)(*c + ('a' - 'A')) : *c;
    }
    to[n] = 0;
}

/* hwloc's kinds may differ in their highest frequency alone, which favoured cores of one sort do: those are one kind.
 * Its order is from the least able to the most able. */
static const char *kinds(struct work *w)
{
    int n = hwloc_cpukinds_get_nr(w->machine, 0);
    struct veda_core_kind *kind = calloc((size_t)(n > 0 ? n : 1), sizeof *kind);
    hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
    if (!kind || !cpus)
        return "no memory";
    const char *last_type = NULL, *last_capacity = NULL;
    int have = 0;
    for (int k = 0; k < n; k++) {
        int efficiency = -1, members = 0;
        unsigned ninfos = 0;
        struct hwloc_info_s *infos = NULL;
        if (hwloc_cpukinds_get_info(w->machine, (unsigned)k, cpus, &efficiency, &ninfos, &infos, 0))
            continue;
        const char *type = info(infos, ninfos, "CoreType"), *capacity = info(infos, ninfos, "LinuxCapacity");
        for (int i = 0; i < w->t.n; i++)
            members += hwloc_bitmap_isset(cpus, w->pu[i]->os_index);
        if (!members)
            continue;
        if (!have || strcmp(type ? type : "", last_type ? last_type : "") ||
            strcmp(capacity ? capacity : "", last_capacity ? last_capacity : "")) {
            kind[have].efficiency = efficiency;
            spell_type(type ? type : "", kind[have].type, sizeof kind[have].type);
            have++;
        }
        last_type = type, last_capacity = capacity;
        for (int i = 0; i < w->t.n; i++)
            if (hwloc_bitmap_isset(cpus, w->pu[i]->os_index))
                w->t.processor[i].kind = have - 1;
    }
    hwloc_bitmap_free(cpus);
    if (!have)
        kind[have++].efficiency = -1;
    w->t.kinds = have;
    w->t.kind = kind;
    return NULL;
}

/* --- memory ------------------------------------------------------------------------------------------------- */

static uint64_t attribute(const struct work *w, hwloc_obj_t node, hwloc_memattr_id_t id)
{
    struct hwloc_location from = {.type = HWLOC_LOCATION_TYPE_CPUSET};
    from.location.cpuset = node->cpuset;
    hwloc_uint64_t value = 0;
    if (!hwloc_bitmap_iszero(node->cpuset) && !hwloc_memattr_get_value(w->machine, id, node, &from, 0, &value))
        return value;
    unsigned one = 1;
    struct hwloc_location best;
    if (!hwloc_memattr_get_initiators(w->machine, id, node, 0, &one, &best, &value) && one)
        return value;
    return 0;
}

static enum veda_memory_kind kind_by_name(hwloc_obj_t node)
{
    static const struct {
        const char *name;
        enum veda_memory_kind kind;
    } names[] = {
        {"MCDRAM", VEDA_MEMORY_HIGH_BANDWIDTH}, {"HBM", VEDA_MEMORY_HIGH_BANDWIDTH}, {"NVM", VEDA_MEMORY_LARGE},
        {"CXL-NVM", VEDA_MEMORY_LARGE},         {"CXL-DRAM", VEDA_MEMORY_LARGE},     {"GPUMemory", VEDA_MEMORY_DEVICE},
    };
    for (size_t i = 0; node->subtype && i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(node->subtype, names[i].name))
            return names[i].kind;
    return VEDA_MEMORY_DRAM;
}

/* Twice as fast as the ordinary memory, or half as fast, is another kind: the margin is between DRAM of another channel
 * count and HBM or CXL. Ordinary is the node of the lowest number that has processors. */
static void kinds_by_speed(struct work *w, struct veda_memory_node *node)
{
    uint64_t ordinary = 0;
    for (int i = 0; i < w->t.nodes && !ordinary; i++)
        if (node[i].kind == VEDA_MEMORY_DRAM && node[i].local >= 0)
            ordinary = node[i].bandwidth_mb_s;
    for (int i = 0; i < w->t.nodes && ordinary; i++)
        if (node[i].kind == VEDA_MEMORY_DRAM && node[i].bandwidth_mb_s) {
            if (node[i].bandwidth_mb_s >= 2 * ordinary)
                node[i].kind = VEDA_MEMORY_HIGH_BANDWIDTH;
            else if (2 * node[i].bandwidth_mb_s <= ordinary)
                node[i].kind = VEDA_MEMORY_LARGE;
        }
}

/* The unit of our processors that the node is local to; a node that several units have is none's. */
static int local_unit(const struct work *w, hwloc_obj_t node)
{
    int unit = -1;
    for (int i = 0; i < w->t.n; i++)
        if (hwloc_bitmap_isset(node->cpuset, w->pu[i]->os_index)) {
            if (unit >= 0 && unit != w->t.processor[i].unit[VEDA_SHARE_NODE])
                return -1;
            unit = w->t.processor[i].unit[VEDA_SHARE_NODE];
        }
    return unit;
}

static const char *distances(struct work *w)
{
    unsigned n = 1;
    struct hwloc_distances_s *matrix = NULL;
    if (hwloc_distances_get_by_type(w->machine, HWLOC_OBJ_NUMANODE, &n, &matrix,
                                    HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0) ||
        !n)
        return NULL;
    size_t size = (size_t)w->t.nodes;
    uint32_t *flat = calloc(size * size, sizeof *flat);
    if (!flat)
        return "no memory";
    for (unsigned i = 0; i < matrix->nbobjs; i++)
        for (unsigned j = 0; j < matrix->nbobjs; j++)
            if (matrix->objs[i] && matrix->objs[j])
                flat[matrix->objs[i]->logical_index * size + matrix->objs[j]->logical_index] =
                    (uint32_t)matrix->values[i * matrix->nbobjs + j];
    w->t.distance = flat;
    hwloc_distances_release(w->machine, matrix);
    return NULL;
}

static const char *memory(struct work *w)
{
    int n = hwloc_get_nbobjs_by_type(w->machine, HWLOC_OBJ_NUMANODE);
    if (n < 1)
        return NULL;
    struct veda_memory_node *node = calloc((size_t)n, sizeof *node);
    if (!node)
        return "no memory";
    w->t.nodes = n;
    w->t.node = node;
    for (int i = 0; i < n; i++) {
        hwloc_obj_t object = hwloc_get_obj_by_type(w->machine, HWLOC_OBJ_NUMANODE, (unsigned)i);
        node[i] = (struct veda_memory_node){
            .number = (int)object->os_index,
            .kind = (uint8_t)kind_by_name(object),
            .bytes = object->attr->numanode.local_memory,
            .bandwidth_mb_s = attribute(w, object, HWLOC_MEMATTR_ID_BANDWIDTH),
            .latency_ns = attribute(w, object, HWLOC_MEMATTR_ID_LATENCY),
            .local = local_unit(w, object),
        };
    }
    kinds_by_speed(w, node);
    return distances(w);
}

/* --- all of it ---------------------------------------------------------------------------------------------- */

static void name(struct work *w)
{
    hwloc_obj_t root = hwloc_get_root_obj(w->machine);
    const char *product = hwloc_obj_get_info_by_name(root, "DMIProductName");
    hwloc_obj_t package = hwloc_get_obj_by_type(w->machine, HWLOC_OBJ_PACKAGE, 0);
    if (!product && package)
        product = hwloc_obj_get_info_by_name(package, "CPUModel");
    snprintf(w->t.name, sizeof w->t.name, "%s", product ? product : "");
}

static const char *describe_all(struct work *w)
{
    /* By default hwloc binds the calling thread to each processor in turn while it looks. */
    if (hwloc_topology_set_flags(w->machine, HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING) ||
        hwloc_topology_set_io_types_filter(w->machine, HWLOC_TYPE_FILTER_KEEP_NONE) ||
        hwloc_topology_load(w->machine))
        return "hwloc cannot read the machine's topology";
    w->t.real = hwloc_topology_is_thissystem(w->machine);
    const char *failure = processors(w);
    failure = failure ? failure : kinds(w);
    failure = failure ? failure : memory(w);
    name(w);
    w->t.known = true;
    return failure;
}

__attribute__((visibility("default"))) veda_topology_fill_fn veda_topology_fill;

const char *veda_topology_fill(const struct veda_topology_wish *wish, struct veda_topology *out)
{
    struct work w = {.wish = wish};
    if (wish->bytes != VEDA_TOPOLOGY_BYTES)
        return "the topology module is of another version";
    if (hwloc_topology_init(&w.machine))
        return "hwloc cannot start";
    const char *failure = describe_all(&w);
    for (int sharing = 0; sharing < VEDA_SHARINGS; sharing++)
        free(w.share[sharing]);
    for (int layer = 0; layer < VEDA_LAYERS; layer++)
        free(w.layer[layer]);
    free(w.pu);
    hwloc_topology_destroy(w.machine);
    if (!failure)
        *out = w.t;
    return failure;
}
