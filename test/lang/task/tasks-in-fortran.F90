! Tasks, dependences, detach, taskloop and taskgroup from Fortran.
! RUN: %veda-f
program tasks
  use omp_lib
  implicit none
  integer :: i, total, x, order(3), n
  integer(omp_event_handle_kind) :: event
  integer :: counts(100)

  total = 0
  counts = 0
  !$omp parallel
  !$omp single
  do i = 1, 100
    !$omp task firstprivate(i) shared(counts)
    counts(i) = counts(i) + i
    !$omp end task
#ifdef __flang__ /* 19 copies firstprivate variables when the task runs, not when it is made */
    !$omp taskwait
#endif
  end do
  !$omp taskwait
  total = sum(counts)
  !$omp end single
  !$omp end parallel
  if (total /= 5050) stop 1

#ifndef __flang__ /* 19 knows neither detach nor taskloop */
  n = 0
  order = 0
  !$omp task detach(event) depend(out: x) shared(n, order)
  n = n + 1
  order(n) = 1
  !$omp end task
  !$omp task depend(in: x) shared(n, order)
  n = n + 1
  order(n) = 2
  !$omp end task
  n = n + 1
  order(n) = 3
  call omp_fulfill_event(event)
  !$omp taskwait
  if (any(order /= [1, 3, 2])) stop 2

  counts = 0
  !$omp parallel
  !$omp single
  !$omp taskgroup
  !$omp taskloop grainsize(7) nogroup shared(counts)
  do i = 1, 100
    counts(i) = counts(i) + i
  end do
  !$omp end taskloop
  !$omp end taskgroup
  !$omp end single
  !$omp end parallel
  if (sum(counts) /= 5050) stop 3
#endif
end program tasks
