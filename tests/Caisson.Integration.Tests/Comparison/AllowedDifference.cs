using System.Text.RegularExpressions;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>
/// A difference that is meant, as Comparison/differences.txt lists it: paragraphs of
/// <code>
/// because REASON     or "sometimes REASON" for what depends on the machine and need not occur
/// in EXPRESSION      matches the whole command
/// - EXPRESSION       matches a whole line that only dockerd writes
/// + EXPRESSION       matches a whole line that only Caisson writes
/// </code>
/// </summary>
/// <param name="Reason">Why it is right that way.</param>
/// <param name="IsOptional">Whether it need not occur.</param>
/// <param name="Commands">The commands.</param>
/// <param name="Lines">The lines, behind <c>- </c> or <c>+ </c>.</param>
public sealed record AllowedDifference(string Reason, bool IsOptional, Regex Commands, IReadOnlyList<AllowedLine> Lines)
{
    /// <summary>The list.</summary>
    public static IReadOnlyList<AllowedDifference> All { get; } =
        Read(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Comparison", "differences.txt")));

    /// <summary>Whether it explains a line of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="line">The line, behind <c>- </c> or <c>+ </c>.</param>
    public bool Explains(string command, string line)
    {
        if (!Commands.IsMatch(command))
        {
            return false;
        }

        bool isExplained = false;
        foreach (AllowedLine allowed in Lines.Where(l => l.Expression.IsMatch(line)))
        {
            allowed.HasOccurred = true;
            isExplained = true;
        }

        return isExplained;
    }

    /// <summary>Reads paragraphs.</summary>
    /// <param name="text">The file's lines.</param>
    public static List<AllowedDifference> Read(IEnumerable<string> text)
    {
        var found = new List<AllowedDifference>();
        string reason = "";
        bool isOptional = false;
        string? commands = null;
        var lines = new List<AllowedLine>();
        foreach (string line in text.Append("").Where(l => !l.StartsWith('#')))
        {
            string rest = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            switch (line.Split(' ')[0])
            {
                case "" when commands is not null:
                    Assert.True(reason.Length > 0 && lines.Count > 0, $"incomplete: {commands}");
                    found.Add(new AllowedDifference(reason, isOptional, Whole(commands), [.. lines]));
                    (reason, commands) = ("", null);
                    lines.Clear();
                    break;
                case "":
                    break;
                case "because" or "sometimes":
                    reason = rest;
                    isOptional = line[0] == 's';
                    break;
                case "in":
                    commands = rest;
                    break;
                case "-" or "+":
                    lines.Add(new AllowedLine(line, Whole(Regex.Escape(line[..2]) + rest)));
                    break;
                default:
                    throw new InvalidDataException($"differences.txt: {line}");
            }
        }

        return found;
    }

    private static Regex Whole(string expression) => new($"^(?:{expression})$", RegexOptions.CultureInvariant);
}
