namespace Caisson.Engine.Sandboxes;

/// <summary>What a client is told when a program could not be started: in the words that come from dockerd and runc, for
/// clients look for them.</summary>
internal static class RuntimeTexts
{
    /// <summary>A container was not created.</summary>
    /// <param name="text">Why, as the runtime has it.</param>
    /// <param name="inner">What went wrong below.</param>
    internal static SandboxStartException CreateFailed(string text, Exception? inner) => new(
        FaultOf(text),
        "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: "
            + $"unable to start container process: error during container init: {text}: unknown",
        inner);

    /// <summary>An exec was not started.</summary>
    /// <param name="text">Why, as the runtime has it.</param>
    /// <param name="inner">What went wrong below.</param>
    internal static SandboxStartException ExecFailed(string text, Exception? inner) => new(
        FaultOf(text), $"OCI runtime exec failed: exec failed: unable to start container process: {InWordsOfRunc(text)}: unknown", inner);

    // "chdir /nowhere: ENOENT (No such file or directory)" becomes runc's sentence for that.
    private static string InWordsOfRunc(string text)
    {
        const string Call = "chdir ";
        int colon = text.LastIndexOf(": E", StringComparison.Ordinal);
        int open = text.LastIndexOf('(');
        return text.StartsWith(Call, StringComparison.Ordinal) && colon > 0 && open > colon && text.EndsWith(')')
            ? $"chdir to cwd (\"{text[Call.Length..colon]}\") set in config.json failed: {text[(open + 1)..^1].ToLowerInvariant()}"
            : text;
    }

    // As dockerd tells them apart (daemon/errors.go).
    private static SandboxStartFault FaultOf(string text) =>
        Has(text, "executable file not found") || Has(text, "no such file or directory") ? SandboxStartFault.NotFound
        : Has(text, "permission denied") || Has(text, "not a directory") || Has(text, "is a directory") ? SandboxStartFault.NotExecutable
        : SandboxStartFault.Other;

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
