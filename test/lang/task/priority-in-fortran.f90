! Of tasks queued behind a busy thread the one of the highest priority runs first, in Fortran as in C; priorities
! are cut at OMP_MAX_TASK_PRIORITY.
! (flang 19 fails on it, and copies firstprivate variables when the task runs.)
! RUN: %veda-f --only gcc --env OMP_MAX_TASK_PRIORITY=5
program priority_in_fortran
  use omp_lib
  implicit none
  integer, parameter :: ntasks = 40
  integer :: order(ntasks), place, ran, blocked, go, seen, i, k, mine, failed

  failed = 0
  place = 0
  ran = 0
  blocked = 0
  go = 0
  if (omp_get_max_task_priority() /= 5) call fail("omp_get_max_task_priority", omp_get_max_task_priority())

  !$omp parallel num_threads(2) private(seen)
  !$omp single
  !$omp task shared(blocked, go) private(seen)
  !$omp atomic write
  blocked = 1
  do
    !$omp atomic read
    seen = go
    if (seen /= 0) exit
  end do
  !$omp end task
  do ! the other thread is in there
    !$omp atomic read
    seen = blocked
    if (seen /= 0) exit
  end do
  do i = 1, ntasks
    !$omp task priority(priority_of(i)) firstprivate(i) private(mine) shared(order, place, ran)
    !$omp atomic capture
    place = place + 1
    mine = place
    !$omp end atomic
    order(mine) = i
    !$omp atomic update
    ran = ran + 1
    !$omp end task
  end do
  !$omp atomic write
  go = 1
  do ! no scheduling point: the other one runs them all
    !$omp atomic read
    seen = ran
    if (seen == ntasks) exit
  end do
  !$omp taskwait
  !$omp end single
  !$omp end parallel

  if (ran /= ntasks) call fail("tasks that ran", ran)
  do k = 2, ntasks
    if (counted(order(k - 1)) < counted(order(k))) call fail("a lower one was first, at", k)
    if (counted(order(k)) > 0 .and. counted(order(k - 1)) == counted(order(k)) .and. order(k - 1) > order(k)) &
      call fail("a later one was first, at", k)
  end do
  if (failed > 0) stop 1

contains

  integer function priority_of(i)
    integer, intent(in) :: i
    priority_of = mod(i * 7, 9)
  end function

  integer function counted(i)
    integer, intent(in) :: i
    counted = min(priority_of(i), 5)
  end function

  subroutine fail(what, value)
    character(*), intent(in) :: what
    integer, intent(in) :: value
    print *, what, value
    failed = failed + 1
  end subroutine
end program
