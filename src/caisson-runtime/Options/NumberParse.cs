namespace Caisson.Runtime.CommandLine.Options;

/// <summary>What came of reading a number.</summary>
internal enum NumberParse
{
    /// <summary>It is one.</summary>
    Ok,

    /// <summary>It is not.</summary>
    Malformed,

    /// <summary>It is one, but too large or too small for 64 bits.</summary>
    OutOfRange,
}
