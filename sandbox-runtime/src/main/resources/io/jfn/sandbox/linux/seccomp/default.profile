# SPDX-License-Identifier: Apache-2.0
# What the filter does with each system call: one verdict and its calls a line. A call that stands in no line, and every
# number above the newest known, is answered ENOSYS so that libraries fall back. Calls under `check` are in ArgumentCheck.

# process
allow exit exit_group fork vfork execve execveat wait4 waitid kill tkill tgkill getpid
allow getppid gettid getpgid getpgrp setpgid getsid setsid set_tid_address set_robust_list get_robust_list rseq membarrier
allow sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval sched_getattr getpriority setpriority
allow pidfd_open pidfd_send_signal restart_syscall arch_prctl times getrusage getrlimit setrlimit prlimit64 uname sysinfo getcpu
allow umask alarm pause
# signals
allow rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_tgsigqueueinfo rt_sigsuspend sigaltstack signalfd signalfd4
# memory
allow brk munmap mremap mprotect madvise msync mincore mlock mlock2 munlock munlockall pkey_alloc
allow pkey_free pkey_mprotect map_shadow_stack mseal
# files
allow read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat
allow openat2 creat close close_range dup dup2 dup3 fcntl flock lseek stat lstat
allow fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64
allow getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link
allow linkat symlink symlinkat truncate ftruncate fallocate fadvise64 readahead chmod fchmod fchmodat fchmodat2
allow chown fchown lchown fchownat utime utimes utimensat futimesat fsync fdatasync sync_file_range copy_file_range
allow sendfile getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr removexattr lremovexattr
allow fremovexattr inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
# events
allow pipe pipe2 eventfd eventfd2 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 poll ppoll
allow select pselect6 timerfd_create timerfd_settime timerfd_gettime timer_settime timer_gettime timer_getoverrun timer_delete futex_waitv futex_wake futex_wait
# time
allow clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time getitimer setitimer
# net
allow connect bind listen accept accept4 getsockname getpeername getsockopt sendto recvfrom sendmsg recvmsg
allow sendmmsg recvmmsg shutdown
# ids
allow getuid geteuid getgid getegid getresuid getresgid getgroups setuid setgid setresuid setresgid setreuid
allow setregid setfsuid setfsgid capget capset
# misc
allow getrandom landlock_create_ruleset landlock_add_rule landlock_restrict_self ioprio_get ioprio_set
# No honest function needs these.
kill init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff iopl ioperm acct settimeofday
kill clock_settime open_by_handle_at lookup_dcookie nfsservctl vhangup quotactl quotactl_fd pivot_root uselib ustat sysfs _sysctl
# Refused.
eperm mount umount2 fsopen fsconfig fsmount fspick open_tree open_tree_attr move_mount mount_setattr chroot setns
eperm unshare bpf perf_event_open ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise process_mrelease syslog sethostname
eperm setdomainname fanotify_init fanotify_mark name_to_handle_at adjtimex clock_adjtime migrate_pages move_pages mbind set_mempolicy set_mempolicy_home_node modify_ldt
eperm seccomp setgroups sched_setattr statmount listmount lsm_get_self_attr lsm_set_self_attr lsm_list_modules mlockall
# Answered as if the kernel had none of them.
enosys clone3 io_uring_setup io_uring_enter io_uring_register userfaultfd memfd_secret add_key request_key keyctl io_setup io_submit io_destroy
enosys io_getevents io_pgetevents io_cancel splice tee vmsplice msgget msgsnd msgrcv msgctl semget semop
enosys semtimedop semctl shmget shmat shmdt shmctl mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
enosys futex_requeue cachestat remap_file_pages syncfs
# A function must not flush the host's disks.
pretend sync
# Looked at more closely.
check clone socket socketpair setsockopt futex ioctl prctl mmap memfd_create personality mknod mknodat timer_create
# With the compat profile, which an operator must allow.
compat timer_create splice tee vmsplice msgget msgsnd msgrcv msgctl semget semop semtimedop semctl
compat shmget shmat shmdt shmctl mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
