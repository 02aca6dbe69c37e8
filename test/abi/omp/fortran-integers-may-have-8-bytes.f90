! -fdefault-integer-8 makes gfortran call the _8_ spellings, with INTEGER(8) and LOGICAL(8).
! RUN: %veda-f --only gcc -fdefault-integer-8
program main
    use omp_lib
    implicit none
    integer :: chunk
    integer(omp_sched_kind) :: kind

    call omp_set_num_threads(5)
    if (omp_get_max_threads() /= 5) stop 1
    call omp_set_dynamic(.true.)
    if (.not. omp_get_dynamic()) stop 2
    call omp_set_dynamic(.false.)
    if (omp_get_dynamic()) stop 3
    call omp_set_max_active_levels(3)
    if (omp_get_max_active_levels() /= 3) stop 4
    call omp_set_schedule(omp_sched_guided, 17)
    chunk = -1
    call omp_get_schedule(kind, chunk)
    if (kind /= omp_sched_guided .or. chunk /= 17) stop 5
    if (omp_get_ancestor_thread_num(0) /= 0 .or. omp_get_team_size(0) /= 1) stop 6
    if (omp_get_ancestor_thread_num(9) /= -1 .or. omp_get_team_size(9) /= -1) stop 7
    call omp_set_num_teams(4)
    if (omp_get_max_teams() /= 4) stop 8
    call omp_set_teams_thread_limit(6)
    if (omp_get_teams_thread_limit() /= 6) stop 9
    call omp_set_default_device(0)
    if (omp_get_default_device() /= 0) stop 10
    if (omp_get_place_num_procs(0) /= 0) stop 11
    !$omp parallel num_threads(2)
    if (omp_get_team_size(1) /= omp_get_num_threads()) stop 12
    !$omp end parallel
end program
