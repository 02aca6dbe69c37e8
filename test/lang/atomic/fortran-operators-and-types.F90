! Atomics of Fortran: min, max, bit intrinsics, logical operators, x on either side, capture; on
! integers, reals, logicals and complex.
!
! RUN: %veda-f
! REQUIRES: threads-2
program atomics
  use omp_lib
  implicit none
  integer, parameter :: calls = 4000
  integer :: i, low, high, bits, flips, failures
  integer(8) :: ticket, tickets, seen
  real(4) :: r4
  real(8) :: r8, mirrored
#ifdef __GFORTRAN__ /* flang 19 does not compile atomics on these types */
  logical :: all_set, any_set, parity, same
  real(10) :: r10
  complex(4) :: c4
  complex(8) :: c8
  all_set = .true.; any_set = .false.; parity = .false.; same = .true.
  r10 = 0; c4 = 0; c8 = 0
#endif
  low = 1000000; high = -1000000; bits = 0; flips = 0; failures = 0
  ticket = 0; tickets = 0
  r4 = 0; r8 = 0; mirrored = 7

  !$omp parallel do num_threads(4) private(seen)
  do i = 1, calls
    !$omp atomic
    low = min(low, i)
    !$omp atomic
    high = max(high, i)
    !$omp atomic
    bits = ior(bits, ishft(1, mod(i, 20)))
    !$omp atomic
    flips = ieor(flips, i)
    !$omp atomic
    r4 = r4 + 1
    !$omp atomic
    r8 = r8 - 0.5d0
    !$omp atomic
    mirrored = 20 - mirrored
    !$omp atomic capture
    seen = ticket
    ticket = ticket + 1
    !$omp end atomic
    !$omp atomic
    tickets = tickets + seen
#ifdef __GFORTRAN__
    !$omp atomic
    all_set = all_set .and. i > 0
    !$omp atomic
    any_set = any_set .or. i == 77
    !$omp atomic
    parity = parity .neqv. .true.
    !$omp atomic
    same = same .eqv. .false.
    !$omp atomic
    r10 = r10 + 0.25_10
    !$omp atomic
    c4 = c4 + (1.0, 2.0)
    !$omp atomic
    c8 = (3d0, 4d0) - c8
#endif
  end do

  call expect(low == 1, 'min')
  call expect(high == calls, 'max')
  call expect(bits == 2**20 - 1, 'ior')
  do i = 1, calls
    flips = ieor(flips, i)
  end do
  call expect(flips == 0, 'ieor')
  call expect(r4 == calls, 'real(4)')
  call expect(r8 == -calls / 2, 'real(8)')
  call expect(mirrored == 7, 'x on the right')
  call expect(tickets == int(calls, 8) * (calls - 1) / 2, 'capture')
#ifdef __GFORTRAN__
  call expect(all_set, '.and.')
  call expect(any_set, '.or.')
  call expect(.not. parity, '.neqv.')
  call expect(same, '.eqv.')
  call expect(r10 == calls / 4, 'real(10)')
  call expect(c4 == cmplx(calls, 2 * calls), 'complex(4)')
  call expect(c8 == (0d0, 0d0), 'complex(8)')
#endif
  if (failures > 0) stop 1

contains

  subroutine expect(ok, what)
    logical, intent(in) :: ok
    character(*), intent(in) :: what
    if (ok) return
    print *, 'wrong: ', what
    failures = failures + 1
  end subroutine
end program
