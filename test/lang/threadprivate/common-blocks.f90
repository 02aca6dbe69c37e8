! A threadprivate common block: copies keep their values between regions, copyin copies the whole
! block.
! RUN: %veda-f
program main
    use omp_lib
    implicit none
    integer :: a, b(10), bad
    common /block/ a, b
    !$omp threadprivate(/block/)
    call omp_set_dynamic(.false.)
    bad = 0
    a = -1
    b = -2
    !$omp parallel num_threads(3) copyin(/block/) reduction(+: bad)
    if (a /= -1 .or. any(b /= -2)) bad = bad + 1
    a = omp_get_thread_num()
    b = a + 10
    !$omp end parallel
    !$omp parallel num_threads(3) reduction(+: bad)
    if (a /= omp_get_thread_num() .or. any(b /= a + 10)) bad = bad + 1
    call inner(bad)
    !$omp end parallel
    if (bad /= 0) error stop 1
contains
    subroutine inner(wrong)
        integer, intent(inout) :: wrong
        integer :: x, y(10)
        common /block/ x, y
        !$omp threadprivate(/block/)
        if (x /= omp_get_thread_num() .or. y(10) /= x + 10) wrong = wrong + 1
    end subroutine inner
end program main
