namespace Caisson.Vmm.Running;

/// <summary>How a machine came to its end.</summary>
public enum MachineEndKind
{
    /// <summary>Whoever runs it stopped it.</summary>
    Stopped,

    /// <summary>The guest turned it off.</summary>
    PowerOff,

    /// <summary>The guest wants to start anew, or a processor gave up (a triple fault), which resets a PC.</summary>
    Reset,

    /// <summary>It cannot go on.</summary>
    Fault,
}

/// <summary>The end of a machine.</summary>
/// <param name="Kind">How.</param>
/// <param name="Description">Of a fault: what happened, in one line.</param>
public sealed record MachineEnd(MachineEndKind Kind, string? Description = null);
