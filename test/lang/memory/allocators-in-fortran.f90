! The Fortran interfaces of allocators: handles, traits, the default, and blocks as C pointers.
! RUN: %veda-f
program main
    use omp_lib
    use iso_c_binding
    implicit none
    type(omp_alloctrait) :: traits(2)
    integer(omp_allocator_handle_kind) :: a
    type(c_ptr) :: p
    integer(c_int), pointer :: x(:)
    integer(c_intptr_t) :: address
    traits(1) = omp_alloctrait(omp_atk_alignment, 512_omp_alloctrait_val_kind)
    traits(2) = omp_alloctrait(omp_atk_pool_size, 100000_omp_alloctrait_val_kind)
    a = omp_init_allocator(omp_default_mem_space, 2, traits)
    if (a == omp_null_allocator) error stop 1
    call omp_set_default_allocator(a)
    if (omp_get_default_allocator() /= a) error stop 2
    p = omp_alloc(4000_c_size_t, omp_null_allocator)
    if (.not. c_associated(p)) error stop 3
    address = transfer(p, address)
    if (mod(address, 512_c_intptr_t) /= 0) error stop 4
    call c_f_pointer(p, x, [1000])
    x = 5
    if (sum(x) /= 5000) error stop 5
    call omp_free(p, omp_null_allocator)
    call omp_set_default_allocator(omp_default_mem_alloc)
    call omp_destroy_allocator(a)
end program main
