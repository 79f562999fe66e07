namespace Caisson.Linux.Credentials;

/// <summary>The five capability sets of a thread, as masks (see <see cref="Capabilities"/>); capabilities(7).</summary>
/// <param name="Effective">What the kernel checks.</param>
/// <param name="Permitted">What the thread may make effective or inheritable.</param>
/// <param name="Inheritable">What a program with file capabilities keeps through execve(2).</param>
/// <param name="Bounding">What execve(2) can gain at most.</param>
/// <param name="Ambient">What an ordinary program keeps through execve(2).</param>
public readonly record struct CapabilitySets(
    ulong Effective,
    ulong Permitted,
    ulong Inheritable,
    ulong Bounding,
    ulong Ambient);
