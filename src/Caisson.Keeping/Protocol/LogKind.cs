namespace Caisson.Keeping.Protocol;

/// <summary>How output is written down.</summary>
public enum LogKind : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>As Docker's driver json-file does it.</summary>
    JsonFile = 1,

    /// <summary>In records of our own, see <see cref="Logs.LocalLog"/>.</summary>
    Local = 2,
}
