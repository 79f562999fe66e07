namespace Caisson.Linux.Uapi;

/// <summary>Signal numbers of x86-64 and arm64, as in <c>asm-generic/signal.h</c> (Linux 6.1); signal(7).</summary>
public enum Signal
{
    /// <summary>No signal: kill(2) with it only asks whether the process is there.</summary>
    None = 0,

    /// <summary>Hang-up of the controlling terminal.</summary>
    SIGHUP = 1,

    /// <summary>Interrupt from the keyboard.</summary>
    SIGINT = 2,

    /// <summary>Quit from the keyboard.</summary>
    SIGQUIT = 3,

    /// <summary>Illegal instruction.</summary>
    SIGILL = 4,

    /// <summary>Trace or breakpoint trap.</summary>
    SIGTRAP = 5,

    /// <summary>abort(3).</summary>
    SIGABRT = 6,

    /// <summary>Bus error.</summary>
    SIGBUS = 7,

    /// <summary>Arithmetic error.</summary>
    SIGFPE = 8,

    /// <summary>Killed; can be neither caught nor blocked.</summary>
    SIGKILL = 9,

    /// <summary>For the application's use.</summary>
    SIGUSR1 = 10,

    /// <summary>Invalid memory reference.</summary>
    SIGSEGV = 11,

    /// <summary>For the application's use.</summary>
    SIGUSR2 = 12,

    /// <summary>Write to a pipe that nobody reads.</summary>
    SIGPIPE = 13,

    /// <summary>alarm(2).</summary>
    SIGALRM = 14,

    /// <summary>A request to end.</summary>
    SIGTERM = 15,

    /// <summary>Stack fault of a coprocessor (unused).</summary>
    SIGSTKFLT = 16,

    /// <summary>A child stopped or ended.</summary>
    SIGCHLD = 17,

    /// <summary>Continue if stopped.</summary>
    SIGCONT = 18,

    /// <summary>Stopped; can be neither caught nor blocked.</summary>
    SIGSTOP = 19,

    /// <summary>Stop from the keyboard.</summary>
    SIGTSTP = 20,

    /// <summary>Terminal input wanted by a background process.</summary>
    SIGTTIN = 21,

    /// <summary>Terminal output by a background process.</summary>
    SIGTTOU = 22,

    /// <summary>Urgent data on a socket.</summary>
    SIGURG = 23,

    /// <summary>Limit of processor time reached.</summary>
    SIGXCPU = 24,

    /// <summary>Limit of file size reached.</summary>
    SIGXFSZ = 25,

    /// <summary>Virtual alarm clock.</summary>
    SIGVTALRM = 26,

    /// <summary>Profiling timer.</summary>
    SIGPROF = 27,

    /// <summary>The terminal's window changed size.</summary>
    SIGWINCH = 28,

    /// <summary>I/O is possible.</summary>
    SIGIO = 29,

    /// <summary>Power failure.</summary>
    SIGPWR = 30,

    /// <summary>Bad system call (seccomp).</summary>
    SIGSYS = 31,
}

/// <summary>What rt_sigprocmask(2) does with the set; <c>asm-generic/signal-defs.h</c>.</summary>
internal enum SignalMaskChange
{
    SIG_BLOCK = 0,
    SIG_UNBLOCK = 1,
    SIG_SETMASK = 2,
}

/// <summary>Flags of signalfd4(2); <c>linux/signalfd.h</c>.</summary>
[Flags]
internal enum SignalFdFlags
{
    SFD_NONBLOCK = 0x800,
    SFD_CLOEXEC = 0x80000,
}
