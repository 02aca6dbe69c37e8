! Routines with character arguments, as gfortran and flang call them: hidden lengths, results padded with
! blanks and cut without a NUL, an empty format for the ICV.
! RUN: %veda-f-check
program main
    use omp_lib
    implicit none
    character(len=12) :: buffer
    character(len=3) :: short
    integer(8) :: n

    call omp_set_affinity_format('tid=%n!')
    buffer = 'xxxxxxxxxxxx'
    n = omp_get_affinity_format(buffer)
    if (n /= 7 .or. buffer /= 'tid=%n!     ') stop 1
    n = omp_get_affinity_format(short)
    if (n /= 7 .or. short /= 'tid') stop 2
    n = omp_capture_affinity(buffer, '')
    if (n /= 6 .or. buffer /= 'tid=0!      ') stop 3
    n = omp_capture_affinity(short, '<%0.6L>')
    if (n /= 8 .or. short /= '<00') stop 4
    call omp_display_affinity('level %L of %N')
    call omp_display_affinity('')
    call omp_set_dynamic(.true.)
    if (.not. omp_get_dynamic()) stop 5
    call omp_set_dynamic(.false.)
    if (omp_get_dynamic()) stop 6
    if (.not. omp_is_initial_device()) stop 7
    if (omp_get_place_num_procs(0) /= 0) stop 8
    if (omp_get_team_size(0) /= 1) stop 9
end program
! CHECK: level 0 of 1
! CHECK: tid=0!
