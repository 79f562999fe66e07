using System.Globalization;
using System.Text.RegularExpressions;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>
/// Takes out of a command's output what no two runs have in common: ids (which keep telling within one output whether
/// they are the same), times, sizes, addresses that are given at random, paths, and the widths of columns.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="folder">The working folder of the command.</param>
public sealed partial class Mask(EngineUnderTest engine, string folder)
{
    private const int FirstRandomPort = 32768;
    private const int ShortId = 12;

    private readonly List<string> _ids = [];

    /// <summary>Masks what a command wrote.</summary>
    /// <param name="step">The command.</param>
    /// <param name="result">How it ended.</param>
    public string[] Apply(ScenarioStep step, CommandResult result)
    {
        string[] output = [.. Flattened.Of(result.Output).Select(l => MaskLine(l, step))];
        string[] error = [.. Split(result.Error).Select(l => "! " + MaskLine(l, step))];
        if (step.Has("sorted") || Flattened.IsJson(result.Output))
        {
            Array.Sort(output, StringComparer.Ordinal);
        }

        return [.. output, .. error, $"= {result.ExitCode.ToString(CultureInfo.InvariantCulture)}"];
    }

    /// <summary>The lines of a text, what a carriage return overwrites included.</summary>
    /// <param name="text">The text.</param>
    internal static IEnumerable<string> Split(string text) =>
        text.TrimEnd('\n').Length == 0 ? [] : text.TrimEnd('\n').Split('\n').Select(l => l.TrimEnd('\r'));

    private string MaskLine(string line, ScenarioStep step)
    {
        line = line
            .Replace(folder, "<work>", StringComparison.Ordinal)
            .Replace(engine.DataRoot, "<data>", StringComparison.Ordinal)
            .Replace(engine.ExecRoot, "<exec>", StringComparison.Ordinal)
            .Replace(engine.Surroundings.Environment["HOME"], "<home>", StringComparison.Ordinal)
            .Replace(engine.Folder, "<folder>", StringComparison.Ordinal)
            .Replace(engine.CgroupParent, "<cgroup>", StringComparison.Ordinal);
        line = Folders().Replace(line, "$1<folders>");
        line = Id().Replace(line, m => IdName(m.Value));
        line = Stamp().Replace(line, m => m.Value.StartsWith("0001-01-01", StringComparison.Ordinal) ? m.Value : "<time>");
        line = Epoch().Replace(line, "<epoch>");
        line = Ago().Replace(line, "<ago>");
        line = Clock().Replace(line, "<clock>");
        line = Sum().Replace(line, "$1:<sum>");
        line = Size().Replace(line, m => m.Value is "0B" ? m.Value : "<size>");
        line = Percent().Replace(line, "<percent>");
        line = HardwareAddress().Replace(line, "<mac>");
        line = Port().Replace(
            line, m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) >= FirstRandomPort ? ":<port>" : m.Value);
        line = Pid().Replace(line, "$1<pid>");
        line = step.Has("numbers") ? Number().Replace(line, "<n>") : line;
        return Spaces().Replace(line, "  ").TrimEnd();
    }

    private string IdName(string id)
    {
        if (BusyboxImage.Id.StartsWith(id, StringComparison.Ordinal))
        {
            return "<busybox>";
        }

        int known = _ids.FindIndex(k => k[..ShortId] == id[..ShortId]);
        if (known < 0)
        {
            known = _ids.Count;
            _ids.Add(id);
        }

        return $"<id{(known + 1).ToString(CultureInfo.InvariantCulture)}>";
    }

    // Each engine has its own, with ids in their names that would count.
    [GeneratedRegex(@"(\.GraphDriver\.Data\.\w+ = ).*")]
    private static partial Regex Folders();

    [GeneratedRegex(@"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?Z| ?[+-]\d\d:?\d\d(?: [A-Z]{3,4})?)?")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\b1\d{9}(?:\.\d+)?\b|\b1\d{18}\b")]
    private static partial Regex Epoch();

    [GeneratedRegex(@"(?:Less than a second|About an? \w+|\b\d+ (?:second|minute|hour|day|week|month|year)s?)(?: ago)?")]
    private static partial Regex Ago();

    [GeneratedRegex(@"(?<![.\d:])\d\d:\d\d(?::\d\d)?\b(?!:)")]
    private static partial Regex Clock();

    // What was copied, in a history: each engine has a digest of its own for it.
    [GeneratedRegex(@"\b(file|dir|multi):[0-9a-f]{16,64}")]
    private static partial Regex Sum();

    [GeneratedRegex(@"\b\d+(?:\.\d+)?(?:e\+\d+)? ?(?:[kKMGT]?i?B)\b")]
    private static partial Regex Size();

    [GeneratedRegex(@"\b\d+(?:\.\d+)?%")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b")]
    private static partial Regex HardwareAddress();

    [GeneratedRegex(@":(\d{5})\b")]
    private static partial Regex Port();

    [GeneratedRegex(@"(\bPid = )[1-9]\d*")]
    private static partial Regex Pid();

    [GeneratedRegex(@"\b\d{2,}\b")]
    private static partial Regex Number();

    [GeneratedRegex(" {2,}|\t")]
    private static partial Regex Spaces();
}
