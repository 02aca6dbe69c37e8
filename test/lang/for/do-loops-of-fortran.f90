! Fortran do loops: every schedule, steps of both signs, loops without iterations, 8-byte variables, lastprivate,
! ordered, collapse, and loops that end at the largest integer.
!
! RUN: %veda-f
! RUN: %veda-f --env OMP_SCHEDULE=dynamic,3
program do_loops
  implicit none
  integer, parameter :: n = 100
  integer :: runs(n), i, j, failures, last, next
  integer(8) :: k, wide
  integer :: round

  failures = 0
  do round = 1, 20
    runs = 0
    !$omp parallel do schedule(static)
    do i = 1, n
      !$omp atomic
      runs(i) = runs(i) + 1
    end do
    call check(all(runs == 1), 1)

    !$omp parallel do schedule(static, 3)
    do i = n, 1, -1
      !$omp atomic
      runs(i) = runs(i) + 1
    end do
    call check(all(runs == 2), 2)

    last = 0
    !$omp parallel do schedule(dynamic) lastprivate(last)
    do i = 1, n, 7
      !$omp atomic
      runs(i) = runs(i) + 1
      last = i
    end do
    call check(last == 99 .and. sum(runs) == 2 * n + 15, 3)

    !$omp parallel do schedule(guided, 2)
    do k = int(n, 8), 1_8, -7_8
      !$omp atomic
      runs(k) = runs(k) - 1
    end do
    call check(sum(runs) == 2 * n, 4)

    !$omp parallel do schedule(runtime)
    do i = 5, 4
      failures = failures + 1
    end do
    !$omp parallel do schedule(dynamic)
    do i = 4, 5, -1
      failures = failures + 1
    end do

    wide = 0
    !$omp parallel do reduction(+: wide) schedule(dynamic, 2)
    do i = huge(i) - 9, huge(i) - 1
      wide = wide + (huge(i) - i)
    end do
    call check(wide == 45, 5)
    wide = 0
    !$omp parallel do reduction(+: wide)
    do k = huge(k) - 9, huge(k) - 1
      wide = wide + (huge(k) - k)
    end do
    call check(wide == 45, 6)

    runs = 0
    !$omp parallel do collapse(2) schedule(dynamic, 3)
    do i = 1, 10
      do j = 10, 1, -1
        !$omp atomic
        runs((i - 1) * 10 + j) = runs((i - 1) * 10 + j) + 1
      end do
    end do
    call check(all(runs == 1), 7)

    next = 1
    !$omp parallel do ordered schedule(dynamic, 2)
    do i = 1, n
      !$omp ordered
      if (i /= next) failures = failures + 1
      next = i + 1
      !$omp end ordered
    end do
    call check(next == n + 1, 8)

    runs = 0
    !$omp parallel
    !$omp do schedule(dynamic, 4)
    do i = 1, n
      runs(i) = i
    end do
    !$omp end do nowait
    !$omp do schedule(static)
    do i = 1, 5
      !$omp critical
      last = last + 1
      !$omp end critical
    end do
    !$omp end do
    !$omp end parallel
    call check(sum(runs) == n * (n + 1) / 2 .and. last == 104, 9)
  end do
  if (failures /= 0) stop 1
contains
  subroutine check(right, number)
    logical, intent(in) :: right
    integer, intent(in) :: number
    if (.not. right) then
      print *, 'check', number, 'failed in round', round
      failures = failures + 1
    end if
  end subroutine
end program
