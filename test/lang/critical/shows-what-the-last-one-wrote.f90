! Whoever enters a critical region sees everything that those before wrote in it.
! RUN: %veda-f
program main
    use omp_lib
    implicit none
    integer, parameter :: rounds = 5000
    integer :: i, n, wrong, list(4)
    n = 0
    wrong = 0
    list = 0
    !$omp parallel private(i) reduction(+: n, wrong)
    n = n + 1
    do i = 1, rounds
        !$omp critical (pair)
        if (any(list /= list(1))) wrong = wrong + 1
        list = list + 1
        !$omp end critical (pair)
    end do
    !$omp end parallel
    if (wrong /= 0) error stop 1
    if (any(list /= n * rounds)) error stop 2
end program main
