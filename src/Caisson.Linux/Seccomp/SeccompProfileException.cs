namespace Caisson.Linux.Seccomp;

/// <summary>A profile that can't be made into a filter. The message is one line that names the field.</summary>
public sealed class SeccompProfileException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="field">The field, as it is called in an OCI configuration below <c>linux.seccomp</c>: <c>syscalls[3].action</c>.</param>
    /// <param name="reason">What is wrong with it.</param>
    public SeccompProfileException(string field, string reason)
        : base($"{field}: {reason}") => Field = field;

    /// <summary>The field, as the message begins with it.</summary>
    public string Field { get; }
}
