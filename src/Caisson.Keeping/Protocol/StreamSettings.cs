namespace Caisson.Keeping.Protocol;

/// <summary>What a process's standard streams are.</summary>
[Flags]
public enum StreamSettings : byte
{
    /// <summary>Output alone; its input is empty.</summary>
    None = 0,

    /// <summary>They are a terminal.</summary>
    Terminal = 1,

    /// <summary>It has a standard input.</summary>
    Input = 2,

    /// <summary>Its input ends with the client that was the first to end.</summary>
    InputOnce = 4,
}
