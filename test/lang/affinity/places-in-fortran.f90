! The routines that tell of places, in Fortran: a thread's place has its processors, its partition its place.
! RUN: %veda-f --env OMP_PLACES={1},{0},{0,1} --env OMP_PROC_BIND=close
! REQUIRES: cpus-2
program main
    use omp_lib
    implicit none
    integer :: wrong, n, place, procs, ids(64), part(64)
    wrong = 0
    if (omp_get_num_places() /= 3) error stop 1
    if (omp_get_place_num_procs(2) /= 2) error stop 2
    call omp_get_place_proc_ids(2, ids)
    if (ids(1) /= 0 .or. ids(2) /= 1) error stop 3
    if (omp_get_proc_bind() /= omp_proc_bind_close) error stop 4
    !$omp parallel num_threads(3) private(n, place, procs, ids, part) reduction(+: wrong)
    place = omp_get_place_num()
    if (place /= omp_get_thread_num()) wrong = wrong + 1
    procs = omp_get_place_num_procs(place)
    call omp_get_place_proc_ids(place, ids)
    if (place == 0 .and. (procs /= 1 .or. ids(1) /= 1)) wrong = wrong + 1
    if (place == 1 .and. (procs /= 1 .or. ids(1) /= 0)) wrong = wrong + 1
    n = omp_get_partition_num_places()
    call omp_get_partition_place_nums(part)
    if (n /= 3 .or. any(part(1:n) /= (/0, 1, 2/))) wrong = wrong + 1
    !$omp end parallel
    if (wrong /= 0) error stop 5
end program
