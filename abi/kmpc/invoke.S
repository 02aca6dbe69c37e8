/* veda_kmpc_invoke(fn, gtid, tid, argc, argv): calls fn(gtid, tid, argv[0], ..., argv[argc - 1]) for any
 * argc; argv has room for four pointers at least. Unwindable: exceptions and stack reports pass. */
#if defined(__x86_64__)
    .text
    .globl veda_kmpc_invoke
    .hidden veda_kmpc_invoke
    .type veda_kmpc_invoke, @function
    .p2align 4
veda_kmpc_invoke:
    .cfi_startproc
    endbr64
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    movq %rdi, %rax             /* fn */
    movq %rsi, %rdi             /* gtid */
    movq %rdx, %rsi             /* tid */
    movslq %ecx, %r10           /* argc */
    movq %r8, %r11              /* argv */
    subq $4, %r10               /* those that go on the stack */
    jle 2f
    leaq 1(%r10), %rcx
    andq $-2, %rcx              /* an even number keeps the stack aligned to 16 */
    shlq $3, %rcx
    subq %rcx, %rsp
1:  movq 24(%r11, %r10, 8), %rcx
    movq %rcx, -8(%rsp, %r10, 8)
    subq $1, %r10
    jnz 1b
2:  movq (%r11), %rdx
    movq 8(%r11), %rcx
    movq 16(%r11), %r8
    movq 24(%r11), %r9
    call *%rax
    leave
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size veda_kmpc_invoke, .-veda_kmpc_invoke
#else
#error "no veda_kmpc_invoke for this processor"
#endif
    .section .note.GNU-stack, "", @progbits
