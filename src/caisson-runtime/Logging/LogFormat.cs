namespace Caisson.Runtime.CommandLine.Logging;

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    /// <summary><c>time="…" level=error msg="…"</c></summary>
    Text,

    /// <summary><c>{"level":"error","msg":"…","time":"…"}</c></summary>
    Json,
}
