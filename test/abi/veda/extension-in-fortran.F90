! The module veda_omp: questions, and an array from distributed memory.
! RUN: %veda-f -I%root/abi/veda -Wl,--no-as-needed %link-veda
#include "veda_omp.f90"

program extension
  use veda_omp
  use, intrinsic :: iso_c_binding, only: c_associated, c_f_pointer, c_int32_t, c_ptr, c_size_t
  implicit none
  integer(c_int32_t) :: processors(4096), nodes(64), n, i
  integer(c_size_t), parameter :: elements = 1000000_c_size_t
  real(8), pointer :: a(:)
  type(c_ptr) :: p

  if (veda_omp_version() < 1) error stop 1
  if (.not. c_associated(veda_topology_source())) error stop 2
  n = veda_topology_processors(processors, 4096_c_int32_t)
  if (n < 1 .or. n /= veda_topology_count(veda_unit_processor)) error stop 3
  if (veda_topology_unit(processors(n), veda_unit_processor) /= processors(n)) error stop 4
  if (veda_topology_sharing(processors(1), processors(1)) /= veda_unit_processor) error stop 5
  if (veda_topology_kind(processors(1)) >= veda_topology_kinds()) error stop 6
  do i = 1, min(64, veda_topology_nodes(nodes, 64_c_int32_t))
    if (veda_topology_memory_kind(nodes(i)) < veda_mem_ordinary) error stop 7
    if (veda_topology_memory_bytes(nodes(i)) == 0) error stop 8
    if (veda_topology_distance(nodes(i), nodes(i)) == 0) error stop 9
  end do
  if (veda_topology_place_nodes(-1_c_int32_t, nodes, 64_c_int32_t) /= -1) error stop 10

  do i = veda_blocked, veda_first_touch
    p = veda_alloc_distributed(8 * elements, i)
    call c_f_pointer(p, a, [elements])
    !$omp parallel workshare
    a = a + 1
    !$omp end parallel workshare
    if (sum(a) /= elements) error stop 11
    call veda_free_distributed(p)
  end do
end program extension
