// SPDX-License-Identifier: Apache-2.0

/// The functions of the C library that return probes may break, by their documentation.
enum LibraryHazards {
  /// The harm; `nil` where nothing is known to go wrong.
  ///
  /// - Parameters:
  ///   - names: The names of the function, which may have several.
  ///   - isCLibrary: Whether it is of a C library, where names tell that a thread may be cancelled
  ///     in it.
  /// - Returns: The first harm that is known.
  static func hazard(of names: [String], _ isCLibrary: Bool) -> Hazard? {
    let known = names.map(plain)
    if known.contains(where: looksForCaller.contains) { return .looksForCaller }
    if known.contains(where: callsBack.contains) { return .callsBack }
    return isCLibrary && known.contains(where: cancellation.contains) ? .cancellation : nil
  }

  /// A name without what the C library puts around it for its other kinds: `__libc_read`, `__read`,
  /// `read64`, `__read_chk`.
  static func plain(_ name: String) -> String {
    var rest = name.drop { $0 == "_" }
    for start in ["GI_", "libc_", "IO_", "isoc99_", "isoc23_"] where rest.hasPrefix(start) {
      rest = rest.dropFirst(start.count).drop { $0 == "_" }
    }
    for end in ["_nocancel", "_chk", "64"] where rest.hasSuffix(end) {
      rest = rest.dropLast(end.count)
    }
    return String(rest)
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// Functions that take the file of the code at their return address for their caller.
  private static let looksForCaller = words(
    "dlsym dlvsym dlopen dlmopen dl_open dl_sym dl_vsym dlopen_mode backtrace mcount fentry")

  /// Functions that call what they are given, or what was registered.
  private static let callsBack = words(
    """
    qsort qsort_r bsearch lfind lsearch tsearch tfind tdelete twalk twalk_r tdestroy ftw nftw fts_open fts_read scandir
    scandirat glob dl_iterate_phdr pthread_once pthread_once_slow call_once argp_parse getaddrinfo
    """)

  /// Where a thread may be cancelled, pthreads(7): those that have to be, then those that may be.
  private static let cancellation = words(
    """
    accept accept4 aio_suspend clock_nanosleep close connect creat epoll_wait epoll_pwait epoll_pwait2 fcntl fdatasync
    fsync getmsg getpmsg lockf mq_receive mq_send mq_timedreceive mq_timedsend msgrcv msgsnd msync nanosleep open openat
    pause poll ppoll pread preadv preadv2 pselect pthread_cond_timedwait pthread_cond_wait pthread_cond_clockwait
    pthread_join pthread_timedjoin_np pthread_clockjoin_np pthread_testcancel pwrite pwritev pwritev2 read readv recv
    recvfrom recvmmsg recvmsg select sem_timedwait sem_wait sem_clockwait send sendmmsg sendmsg sendto sigpause
    sigsuspend sigtimedwait sigwait sigwaitinfo sleep system tcdrain usleep wait wait3 wait4 waitid waitpid write writev
    thrd_sleep thrd_join cnd_wait cnd_timedwait
    catgets catopen closedir closelog copy_file_range ctermid dprintf endgrent endpwent fallocate fclose fflush fgetc
    fgetpos fgets fgetwc fgetws fmtmsg fopen fopencookie fprintf fputc fputs fputwc fputws fread freopen fscanf fseek
    fseeko fsetpos fstat ftell ftello fwprintf fwrite fwscanf getc getchar getdate getdelim getgrent getgrgid getgrnam
    gethostbyaddr gethostbyname gethostname getline getlogin getnameinfo getpass getpwent getpwnam getpwuid gets
    getservbyname getutxent getutxid getutxline getw getwc getwchar iconv iconv_close iconv_open initgroups ioctl link
    lio_listio lseek lstat mkstemp mkdtemp mkostemp nftw opendir openlog pclose perror popen posix_fadvise
    posix_fallocate posix_openpt posix_spawn posix_spawnp printf psiginfo psignal pthread_rwlock_rdlock
    pthread_rwlock_timedrdlock pthread_rwlock_timedwrlock pthread_rwlock_wrlock putc putchar puts pututxline putw putwc
    putwchar readdir readdir_r rewind rewinddir scanf seekdir sendfile setgrent setpwent setvbuf sigqueue splice stat
    strerror sync_file_range syslog tee tmpfile ttyname ungetc ungetwc unlink vdprintf vfprintf vfscanf vfwprintf
    vmsplice vprintf vscanf vsyslog vwprintf wprintf wscanf file_xsgetn file_xsputn new_file_write file_underflow
    """)
}
