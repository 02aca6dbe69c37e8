! Reductions of Fortran: intrinsic functions and operators over integers, reals, complex numbers and logicals,
! whole arrays and allocatable ones.
!
! RUN: %veda-f
program kinds
  implicit none
  integer, parameter :: n = 200
  integer :: i, failures, round
  integer :: total, smallest, largest, bits_and, bits_or, bits_eor
  integer(8) :: wide
  real :: single
  real(8) :: product8
  complex :: z
  logical :: all_true, any_true, same, differ
  integer :: bins(10)

  failures = 0
  do round = 1, 30
    total = 5; smallest = huge(1); largest = -huge(1)
    bits_and = not(0); bits_or = 0; bits_eor = 0
    wide = 2_8**40; single = 0.5; product8 = 1; z = (0.0, 1.0)
    all_true = .true.; any_true = .false.; same = .true.; differ = .false.
    bins = 1
    !$omp parallel do reduction(+: total, wide, single, z) reduction(*: product8) &
    !$omp& reduction(min: smallest) reduction(max: largest) reduction(iand: bits_and) &
    !$omp& reduction(ior: bits_or) reduction(ieor: bits_eor) reduction(.and.: all_true) &
    !$omp& reduction(.or.: any_true) reduction(.eqv.: same) reduction(.neqv.: differ) &
    !$omp& schedule(dynamic, 3)
    do i = 1, n
      total = total + i
      wide = wide + i
      single = single + 1.0
      z = z + cmplx(1.0, 2.0)
      if (mod(i, 20) == 0) product8 = product8 * 2
      smallest = min(smallest, abs(i - 77))
      largest = max(largest, mod(i * 7, n))
      bits_and = iand(bits_and, not(ishft(1, mod(i, 3))))
      bits_or = ior(bits_or, ishft(1, mod(i, 5)))
      bits_eor = ieor(bits_eor, i)
      all_true = all_true .and. i > 0
      any_true = any_true .or. i == 99
      same = same .eqv. i /= 50
      differ = differ .neqv. i == 50
    end do
    !$omp end parallel do
    call check(total == 5 + n * (n + 1) / 2, 1)
    call check(wide == 2_8**40 + n * (n + 1) / 2, 2)
    call check(single == n + 0.5, 3)
    call check(z == cmplx(real(n), 2.0 * n + 1.0), 4)
    call check(product8 == 1024, 5)
    call check(smallest == 0, 6)
    call check(largest == n - 1, 7)
    call check(bits_and == not(7), 8)
    call check(bits_or == 31, 9)
    call check(bits_eor == n, 10)
    call check(all_true .and. any_true, 11)
    call check(.not. same .and. differ, 12)

    !$omp parallel do reduction(+: bins)
    do i = 1, n
      bins(mod(i, 10) + 1) = bins(mod(i, 10) + 1) + 1
    end do
    call check(all(bins == n / 10 + 1), 13)
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
