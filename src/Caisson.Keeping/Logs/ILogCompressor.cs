namespace Caisson.Keeping.Logs;

/// <summary>Has older log files compressed, by somebody else's work.</summary>
internal interface ILogCompressor
{
    /// <summary>Begins to replace a file by one with <c>.gz</c> after its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="done">Called when it is done, or has failed: then the file is there still.</param>
    public void Begin(string path, Action done);
}
