! sections, single with copyprivate, workshare and master of Fortran.
!
! RUN: %veda-f
program worksharing
  implicit none
  integer, parameter :: n = 60
  integer :: a(n), b(n), c(n), round, failures, first, second, third, value, count
  real :: text_length

  failures = 0
  do round = 1, 50
    first = 0; second = 0; third = 0; count = 0
    !$omp parallel sections num_threads(3)
    !$omp section
    first = 1
    !$omp section
    second = 2
    !$omp section
    third = 3
    !$omp end parallel sections
    if (first + second + third /= 6) failures = failures + 1

    a = round
    b = 2
    !$omp parallel num_threads(4) private(value)
    !$omp workshare
    c = a * b
    b = c + 1
    !$omp end workshare
    !$omp single
    value = round * 3
    !$omp end single copyprivate(value)
    !$omp critical
    if (value /= round * 3) failures = failures + 1
    count = count + 1
    !$omp end critical
    !$omp barrier
    !$omp master
    count = count * 10
    !$omp end master
    !$omp end parallel
    if (any(c /= 2 * round) .or. any(b /= 2 * round + 1)) failures = failures + 1
    if (count /= 40) failures = failures + 1
    text_length = real(count)
  end do
  if (failures /= 0) then
    print *, failures, 'failures', text_length
    stop 1
  end if
end program
