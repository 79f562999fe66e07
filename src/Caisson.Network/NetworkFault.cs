namespace Caisson.Network;

/// <summary>What kind of fault a <see cref="NetworkException"/> reports.</summary>
public enum NetworkFault
{
    /// <summary>What was asked for makes no sense.</summary>
    Invalid,

    /// <summary>Somebody else has it.</summary>
    InUse,

    /// <summary>There are no more.</summary>
    Exhausted,

    /// <summary>The kernel refused it.</summary>
    Kernel,
}
