namespace Caisson.Keeping.Protocol;

/// <summary>Which streams a client of a container's streams has.</summary>
[Flags]
public enum StreamWish : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>What is read from the client is standard input.</summary>
    Input = 1,

    /// <summary>Standard output is written to it.</summary>
    Output = 2,

    /// <summary>Standard error is written to it.</summary>
    Errors = 4,
}
