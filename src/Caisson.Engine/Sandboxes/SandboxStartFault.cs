namespace Caisson.Engine.Sandboxes;

/// <summary>Why a program could not be started; it decides the exit code.</summary>
public enum SandboxStartFault
{
    /// <summary>There is no such program: exit code 127.</summary>
    NotFound,

    /// <summary>It cannot be executed: exit code 126.</summary>
    NotExecutable,

    /// <summary>Anything else: exit code 128.</summary>
    Other,
}
