using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary>How many arguments a verb takes besides its options.</summary>
/// <param name="Least">At least so many.</param>
/// <param name="Most">At most so many.</param>
internal readonly record struct ArgumentCount(int Least, int Most)
{
    /// <summary>So many, no fewer and no more.</summary>
    internal static ArgumentCount Exactly(int count) => new(count, count);

    /// <summary>So many or more.</summary>
    internal static ArgumentCount AtLeast(int count) => new(count, int.MaxValue);

    /// <summary>Checks what the command line has.</summary>
    /// <exception cref="UsageException">It has too few or too many.</exception>
    internal void Check(string verb, int count)
    {
        if (count >= Least && count <= Most)
        {
            return;
        }

        string wanted = Least == Most ? $"exactly {Least}"
            : count < Least ? $"a minimum of {Least}"
            : $"a maximum of {Most}";
        throw new UsageException($"{ProgramInfo.Name}: \"{verb}\" requires {wanted} argument(s)");
    }
}
