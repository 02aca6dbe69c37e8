! Fortran lock variables are the locks themselves, of the size the compiler's omp_lib gives them:
! they work in arrays and leave their neighbours alone.
! RUN: %veda-f
program main
    use omp_lib
    implicit none
    integer, parameter :: rounds = 2000, n = 5
    integer(omp_lock_kind) :: lock(0:n)
    integer(omp_nest_lock_kind) :: nest(0:n)
    integer :: i, k, counts(1:n - 1), depth, threads
    lock = 42
    nest = 42
    counts = 0
    threads = 0
    do i = 1, n - 1
        call omp_init_lock(lock(i))
        call omp_init_nest_lock(nest(i))
    end do
    !$omp parallel private(i, k, depth) reduction(+: threads)
    threads = threads + 1
    do i = 1, rounds
        k = mod(i, n - 1) + 1
        if (.not. omp_test_lock(lock(k))) call omp_set_lock(lock(k))
        call omp_set_nest_lock(nest(k))
        depth = omp_test_nest_lock(nest(k))
        if (depth /= 2) error stop 1
        counts(k) = counts(k) + 1
        call omp_unset_nest_lock(nest(k))
        call omp_unset_nest_lock(nest(k))
        call omp_unset_lock(lock(k))
    end do
    !$omp end parallel
    if (sum(counts) /= threads * rounds) error stop 2
    do i = 1, n - 1
        call omp_destroy_lock(lock(i))
        call omp_destroy_nest_lock(nest(i))
    end do
    if (lock(0) /= 42 .or. lock(n) /= 42 .or. nest(0) /= 42 .or. nest(n) /= 42) error stop 3
end program main
