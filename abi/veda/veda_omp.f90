! veda_omp.f90: veda_omp.h for Fortran, which says what each function does. It holds interfaces and constants alone:
! compile it with the program, or include it in front of a unit that uses it; nothing of it need be linked.
!
!     gfortran -fopenmp veda_omp.f90 prog.f90 -lveda_omp
!
! An array is had by c_f_pointer(veda_alloc_distributed(...), a, [n]).
module veda_omp
  use, intrinsic :: iso_c_binding, only: c_int32_t, c_int64_t, c_ptr, c_size_t
  implicit none
  private :: c_int32_t, c_int64_t, c_ptr, c_size_t

  integer(c_int32_t), parameter :: veda_unit_processor = 0, veda_unit_core = 1, veda_unit_cache = 2
  integer(c_int32_t), parameter :: veda_unit_node = 3, veda_unit_socket = 4, veda_unit_machine = 5
  integer(c_int32_t), parameter :: veda_mem_ordinary = 0, veda_mem_high_bandwidth = 1, veda_mem_large = 2
  integer(c_int32_t), parameter :: veda_mem_device = 3
  integer(c_int32_t), parameter :: veda_blocked = 1, veda_interleaved = 2, veda_first_touch = 3

  interface
    integer(c_int32_t) function veda_omp_version() bind(c)
      import :: c_int32_t
    end function

    type(c_ptr) function veda_topology_source() bind(c) ! a C string
      import :: c_ptr
    end function

    integer(c_int32_t) function veda_topology_count(unit) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: unit
    end function

    integer(c_int32_t) function veda_topology_processors(list, n) bind(c)
      import :: c_int32_t
      integer(c_int32_t), intent(inout) :: list(*)
      integer(c_int32_t), value :: n
    end function

    integer(c_int32_t) function veda_topology_unit(processor, unit) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: processor, unit
    end function

    integer(c_int32_t) function veda_topology_sharing(processor, other) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: processor, other
    end function

    integer(c_int32_t) function veda_topology_kinds() bind(c)
      import :: c_int32_t
    end function

    integer(c_int32_t) function veda_topology_kind(processor) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: processor
    end function

    integer(c_int32_t) function veda_topology_nodes(list, n) bind(c)
      import :: c_int32_t
      integer(c_int32_t), intent(inout) :: list(*)
      integer(c_int32_t), value :: n
    end function

    integer(c_int32_t) function veda_topology_memory_kind(node) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: node
    end function

    integer(c_int64_t) function veda_topology_memory_bytes(node) bind(c)
      import :: c_int32_t, c_int64_t
      integer(c_int32_t), value :: node
    end function

    integer(c_int32_t) function veda_topology_distance(from, to) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: from, to
    end function

    integer(c_int32_t) function veda_topology_place_nodes(place, list, n) bind(c)
      import :: c_int32_t
      integer(c_int32_t), value :: place
      integer(c_int32_t), intent(inout) :: list(*)
      integer(c_int32_t), value :: n
    end function

    type(c_ptr) function veda_alloc_distributed(bytes, how) bind(c)
      import :: c_int32_t, c_ptr, c_size_t
      integer(c_size_t), value :: bytes
      integer(c_int32_t), value :: how
    end function

    subroutine veda_free_distributed(p) bind(c)
      import :: c_ptr
      type(c_ptr), value :: p
    end subroutine
  end interface
end module veda_omp
